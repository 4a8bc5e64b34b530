package porteira.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conversations of TCP that every box in the middle must get right. A segment is {@code > FLAGS SEQ ACK LENGTH} from
 * the client or {@code <} from the server, numbers counted from each side's first; "d" before it: dropped on the way.
 */
final class ScriptedConversations
{
    private static final int CLIENT_FIRST = 0xFFFF_FF00;
    private static final int SERVER_FIRST = 500_000;
    private static final int WINDOW = 4000;
    private static final String OPEN = "> S 0 0 0; < SA 0 1 0; > A 1 1 0; ";
    private static final String TALK = OPEN + "> A 1 1 100; < A 1 101 300; > A 101 301 0; ";

    private static final Map<String, String> SCRIPTS = new LinkedHashMap<>();

    static
    {
        SCRIPTS.put("open and close", TALK + "> FA 101 301 0; < A 301 102 0; < FA 301 102 0; > A 102 302 0");
        SCRIPTS.put("closed by the server", TALK + "< FA 301 101 0; > FA 101 302 0; < A 302 102 0");
        SCRIPTS.put("closed by both at once", TALK + "> FA 101 301 0; < FA 301 101 0; > A 102 302 0; < A 302 102 0");
        SCRIPTS.put("half closed",
            TALK + "> FA 101 301 0; < A 301 102 900; > A 102 1201 0; < FA 1201 102 0; > A 102 1202 0");
        SCRIPTS.put("data after close", TALK + "> FA 101 301 0; < FA 301 102 0; > A 102 302 0; > A 102 302 50; " +
            "< A 302 152 0; < R 302 0 0; > A 152 302 10");
        SCRIPTS.put("refused", "> S 0 0 0; < RA 0 1 0; > S 0 0 0; < SA 0 1 0");
        SCRIPTS.put("refused without a number", "> S 0 0 0; < R 0 0 0; < SA 0 1 0");
        SCRIPTS.put("retransmitted",
            "> S 0 0 0; > S 0 0 0; < SA 0 1 0; < SA 0 1 0; > A 1 1 0; > A 1 1 0; > A 1 1 200; " +
            "> A 1 1 200; > A 1 1 200; > A 1 1 200; > A 1 1 200; < A 1 201 0");
        SCRIPTS.put("answered but the answer lost", "> S 0 0 0; d < SA 0 1 0; > S 0 0 0; < SA 0 1 0; > A 1 1 0");
        SCRIPTS.put("another first number", "> S 0 0 0; > S 7000 0 0; < SA 0 7001 0; > A 7001 1 0; < SA 90 7001 0");
        SCRIPTS.put("opened by both at once", "> S 0 0 0; < S 0 0 0; > SA 0 1 0; < SA 0 1 0; > A 1 1 0; < A 1 1 40");
        SCRIPTS.put("half open", "> S 0 0 0; < A 900 77 0; > R 77 0 0; > S 0 0 0; < SA 0 1 0; > A 1 1 0");
        SCRIPTS.put("half open, exact", "> S 0 0 0; < A 0 1 0; > R 1 0 0; > S 0 0 0");
        SCRIPTS.put("half open, reset by who called again",
            "> S 0 0 0; < A 900 77 0; > S 0 0 0; > RA 50000 900 0; < A 900 77 0; > R 77 0 0");
        SCRIPTS.put("never answered", "> S 0 0 0; > A 1 1 0; > FA 1 1 0; > R 1 0 0; < A 1 1 0");
        SCRIPTS.put("scanned", "> FA 0 0 0; > A 9 9 0; < R 9 0 0; > SF 0 0 0; > - 0 0 0; > FPU 0 0 0; > R 0 0 0");
        SCRIPTS.put("joined late",
            "> A 500 900 100; < A 900 600 100; > A 600 1000 0; > A 900000 1000 10; < FA 1000 600 0");
        SCRIPTS.put("out of the window",
            TALK + "> A 90000 301 10; > A 101 90000 10; < A 301 90000 0; > A -90000 301 10; " +
            "< A 301 -90000 0; > A 101 301 10; < A 4200 111 10; < A 4302 111 10; < A 12000 111 10");
        SCRIPTS.put("reset", TALK + "< R 301 0 0; > A 101 301 5; < R 301 0 0");
        SCRIPTS.put("reset, not exact", TALK + "< R 400 0 0; < R 302 0 0; < R 100 0 0; < RA 301 101 0; > A 101 301 0");
        SCRIPTS.put("reset behind data", TALK + "< A 301 101 60; < R 361 0 0; > A 101 361 0");
        SCRIPTS.put("reset beyond the window", TALK + "> R 50000 0 0; < R 50000 0 0; > A 101 301 0");
        SCRIPTS.put("opened again after close",
            TALK + "> FA 101 301 0; < FA 301 102 0; > A 102 302 0; > S 70000 0 0; " +
            "< SA 90000 70001 0; > A 70001 90001 0");
        SCRIPTS.put("opened again after a reset",
            TALK + "> R 101 0 0; > S 70000 0 0; < SA 90000 70001 0; > A 70001 90001 0");
        SCRIPTS.put("opened again from the other side", TALK + "> FA 101 301 0; < FA 301 102 0; > A 102 302 0; " +
            "< S 70000 0 0; > SA 90000 70001 0; < A 70001 90001 0");
        SCRIPTS.put("host came back",
            TALK + "> S 70000 0 0; < A 301 101 0; > R 101 0 0; > S 70000 0 0; < SA 9000 70001 0");
        SCRIPTS.put("out of step", TALK + "> S 70000 0 0; < SA 90000 70001 0; > A 70001 90001 0; > A 70001 90001 10");
        SCRIPTS.put("asked whether it is meant", TALK + "> FA 101 301 0; < FA 301 102 0; > S 200 0 0; < A 302 102 0; " +
            "> A 102 302 0");
        SCRIPTS.put("kept alive",
            TALK + "> A 100 301 0; < A 301 101 0; > A 100 301 1; < A 301 101 0; < A 300 101 0; > A 101 301 0");
        SCRIPTS.put("dropped close", TALK + "d > FA 101 301 0; < A 301 101 20; > FA 101 301 0; < A 321 102 0");
        SCRIPTS.put("dropped reset", TALK + "d > R 101 0 0; > A 101 301 20; < A 301 121 0");
        SCRIPTS.put("dropped first", "d > S 0 0 0; < SA 0 1 0; d > A 1 1 0; < A 1 1 10; > A 1 11 0");
    }

    private ScriptedConversations()
    {
    }

    /** Frames of every script by its name, between two hosts, each on a port of its own. */
    static Map<String, List<byte[]>> all(final String client, final String server)
    {
        final Map<String, List<byte[]>> all = new LinkedHashMap<>();
        SCRIPTS.forEach((name, script) ->
        {
            final List<byte[]> frames = new ArrayList<>();
            for (final String step : script.split("; "))
            {
                frames.add(frame(step.strip().split(" +"), client, 3000 + all.size(), server));
            }
            all.put(name, frames);
        });
        return all;
    }

    private static byte[] frame(final String[] words, final String client, final int port, final String server)
    {
        final boolean isDropped = "d".equals(words[0]);
        final int at = isDropped ? 1 : 0;
        final boolean isClient = ">".equals(words[at]);
        final int flags = flags(words[at + 1]);
        final int sequence = Integer.parseInt(words[at + 2]) + (isClient ? CLIENT_FIRST : SERVER_FIRST);
        final int ack = 0 == (flags & Talk.ACK) ? 0 :
            Integer.parseInt(words[at + 3]) + (isClient ? SERVER_FIRST : CLIENT_FIRST);
        final byte[] frame = Talk.tcp(isClient ? client : server, isClient ? port : 25, isClient ? server : client,
            isClient ? 25 : port, flags, sequence, ack, WINDOW,
            0 == (flags & Talk.SYN) ? Talk.NO_OPTIONS : new byte[]{ 2, 4, 5, (byte)0xB4 },
            Integer.parseInt(words[at + 4]));
        return isDropped ? KernelRouter.Stamp.services(frame, KernelRouter.DROP_ME) : frame;
    }

    private static int flags(final String letters)
    {
        int flags = 0;
        for (final char letter : letters.toCharArray())
        {
            flags |= '-' == letter ? 0 : 1 << "FSRPAU".indexOf(letter);
        }
        return flags;
    }
}

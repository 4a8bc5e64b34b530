package porteira.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counters as text for a terminal. */
public final class StatReport
{
    private static final Counter[] PORT_COLUMNS = {
        Counter.PORT_RX_FRAMES, Counter.PORT_RX_BYTES, Counter.PORT_TX_FRAMES, Counter.PORT_TX_BYTES,
        Counter.PORT_TX_FULL, Counter.PORT_RX_MISSED, Counter.PORT_RX_ERRORS, Counter.PORT_TX_ERRORS,
        Counter.PORT_RX_NO_MBUF };
    private static final Counter[] BRIDGE = {
        Counter.LANE_FLOODED, Counter.LANE_FLOOD_COPIES, Counter.LANE_COPIES_REFUSED, Counter.LANE_MULTI_SEGMENT,
        Counter.LANE_ADDRESSES, Counter.LANE_ADDRESSES_LEARNT, Counter.LANE_ADDRESSES_MOVED,
        Counter.LANE_ADDRESSES_FORGOTTEN, Counter.LANE_ADDRESS_TABLE_FULL };
    private static final Counter[] STALLS = {
        Counter.LANE_STALLS, Counter.LANE_STALLED, Counter.LANE_STALLED_BRIDGED, Counter.LANE_STALLED_DROPPED };
    private static final Counter[] EVENTS = {
        Counter.EVENT_LINES, Counter.EVENT_LINES_LOST, Counter.LANE_EVENTS, Counter.LANE_EVENTS_LOST,
        Counter.LANE_EVENTS_SUPPRESSED, Counter.POLICY_SWAPS, Counter.ERRORS, Counter.UNPUBLISHED };
    private static final Counter[] CONNECTIONS = {
        Counter.CONNECTIONS, Counter.CONNECTIONS_EMBRYONIC, Counter.CONNECTIONS_MAPPED, Counter.DATAGRAMS,
        Counter.DATAGRAMS_EVICTED, Counter.LANE_REJECTS_ANSWERED, Counter.LANE_REJECTS_SILENT };
    private static final double BITS_PER_MEGABYTE = 8e-6;

    private final Snapshot now;
    private final Snapshot before;
    private final StringBuilder out = new StringBuilder();

    private StatReport(final Snapshot now, final Snapshot before)
    {
        this.now = now;
        this.before = before;
    }

    /**
     * Tables of everything that counts something.
     *
     * @param before an earlier snapshot to show rates since, or null
     * @return lines, each ended
     */
    public static String render(final Snapshot now, final Snapshot before)
    {
        return new StatReport(now, before).render();
    }

    /** Frames a second between two snapshots of one gateway; 0 where that cannot be told. */
    static double perSecond(final Snapshot now, final Snapshot before, final Counter counter, final int key)
    {
        return rate(now, before, now.value(counter, key), null == before ? 0 : before.value(counter, key));
    }

    private String render()
    {
        head();
        ports();
        balance();
        byKey("dropped by classifier", Counter.DROPPED, false);
        byKey("malformed", Counter.MALFORMED, true);
        rules();
        sets();
        line("bridge", BRIDGE);
        connections();
        line("stall guard", STALLS);
        line("events", EVENTS);
        return out.toString();
    }

    private void head()
    {
        final long seconds = Math.max(0, now.takenMs() - now.startedMs()) / 1000;
        out.append("porteira: ").append(now.state().name().toLowerCase(Locale.ROOT)).append(", pid ").append(now.pid());
        out.append(String.format(
            Locale.ROOT, ", started %d:%02d:%02d ago, policy %s%n", seconds / 3600, seconds / 60 % 60, seconds % 60,
            now.policy()));
        if (Snapshot.State.RUNNING != now.state())
        {
            out.append(switch (now.state())
            {
                case ENDED -> "The gateway has ended; these are its last counters.\n";
                case DEAD -> "The gateway is gone without a word; these are the counters it left behind.\n";
                default -> "The gateway is there but has not updated its counters for a while.\n";
            });
        }
    }

    private void ports()
    {
        final TextTable table = new TextTable();
        table.add("port", "link");
        for (final Counter counter : PORT_COLUMNS)
        {
            table.add(counter.label());
        }
        if (null != before)
        {
            table.add("rx frames/s", "rx Mbit/s", "tx frames/s", "tx Mbit/s");
        }
        table.endRow();

        for (final Snapshot.Entry port : now.of(Counter.PORT_LINK))
        {
            table.add(port.subject(), link(port));
            for (final Counter counter : PORT_COLUMNS)
            {
                table.add(now.value(counter, port.key()));
            }
            if (null != before)
            {
                table.add(
                    whole(perSecond(now, before, Counter.PORT_RX_FRAMES, port.key())),
                    megabits(Counter.PORT_RX_BYTES, port.key()),
                    whole(perSecond(now, before, Counter.PORT_TX_FRAMES, port.key())),
                    megabits(Counter.PORT_TX_BYTES, port.key()));
            }
            table.endRow();
        }
        out.append('\n').append(table.render());
    }

    private void balance()
    {
        final Snapshot.Balance sum = now.balance();
        final Snapshot.Balance old = null == before ? null : before.balance();
        final TextTable table = new TextTable();
        table.add("frames", "");
        addIf(table, null != old, "per second");
        table.endRow();
        balanceRow(table, "received", sum.received(), null == old ? 0 : old.received());
        balanceRow(table, "= forwarded", sum.forwarded(), null == old ? 0 : old.forwarded());
        balanceRow(table, "+ dropped by classifier", sum.dropped(), null == old ? 0 : old.dropped());
        balanceRow(table, "+ rx ring full", sum.rxRingFull(), null == old ? 0 : old.rxRingFull());
        balanceRow(table, "+ tx queue full", sum.txDropped(), null == old ? 0 : old.txDropped());
        balanceRow(table, "+ unjudged in stalls", sum.stalled(), null == old ? 0 : old.stalled());
        table.add("+ in flight").add(sum.inFlight());
        addIf(table, null != old, "");
        table.endRow();
        out.append('\n').append(table.render());
    }

    private void balanceRow(final TextTable table, final String label, final long value, final long old)
    {
        table.add(label).add(value);
        addIf(table, null != before, whole(rate(now, before, value, old)));
        table.endRow();
    }

    private void byKey(final String title, final Counter counter, final boolean isZeroHidden)
    {
        final TextTable table = new TextTable();
        int rows = 0;
        table.add(title, "frames");
        addIf(table, null != before, "per second");
        table.endRow();
        for (final Snapshot.Entry entry : now.of(counter))
        {
            if (!isZeroHidden || 0 != entry.value())
            {
                rows++;
                table.add(entry.subject()).add(entry.value());
                addIf(table, null != before, whole(perSecond(now, before, counter, entry.key())));
                table.endRow();
            }
        }
        if (rows > 0)
        {
            out.append('\n').append(table.render());
        }
    }

    private void rules()
    {
        final TextTable table = new TextTable().leftFrom(null == before ? 2 : 3);
        table.add("hits", "bytes");
        addIf(table, null != before, "hits/s");
        table.add("rule").endRow();
        for (final Snapshot.Entry rule : now.of(Counter.RULE_FRAMES))
        {
            table.add(rule.value()).add(now.value(Counter.RULE_BYTES, rule.key()));
            addIf(table, null != before, whole(perSecond(now, before, Counter.RULE_FRAMES, rule.key())));
            table.add(rule.subject()).endRow();
        }
        out.append('\n').append(table.render());
    }

    private void sets()
    {
        final TextTable table = new TextTable();
        table.add("set", "elements", "no room").endRow();
        final List<Snapshot.Entry> sets = now.of(Counter.SET_ELEMENTS);
        for (final Snapshot.Entry set : sets)
        {
            table.add(set.subject()).add(set.value()).add(now.value(Counter.SET_REFUSED, set.key())).endRow();
        }
        if (!sets.isEmpty())
        {
            out.append('\n').append(table.render());
        }
    }

    /** Events that never happened are left out. */
    private void connections()
    {
        line("memory", CONNECTIONS);
        final List<String> words = new ArrayList<>();
        for (final Snapshot.Entry event : now.of(Counter.FLOW_EVENTS))
        {
            if (0 != event.value())
            {
                words.add(event.subject().replace('_', ' ') + " " + event.value());
            }
        }
        if (!words.isEmpty())
        {
            out.append("connection events: ").append(String.join(", ", words)).append('\n');
        }
    }

    private void line(final String title, final Counter[] counters)
    {
        final List<String> words = new ArrayList<>();
        for (final Counter counter : counters)
        {
            words.add(counter.label() + " " + now.total(counter));
        }
        out.append('\n').append(title).append(": ").append(String.join(", ", words)).append('\n');
    }

    private String link(final Snapshot.Entry port)
    {
        final long speed = now.value(Counter.PORT_SPEED, port.key());
        return 0 == port.value() ? "down" : 0 == speed ? "up" : speed + " Mbit/s";
    }

    private String megabits(final Counter counter, final int key)
    {
        return String.format(Locale.ROOT, "%.1f", perSecond(now, before, counter, key) * BITS_PER_MEGABYTE);
    }

    private static double rate(final Snapshot now, final Snapshot before, final long value, final long old)
    {
        if (null == before || before.startedMs() != now.startedMs() || now.takenMs() <= before.takenMs())
        {
            return 0;
        }
        return (value - old) * 1000.0 / (now.takenMs() - before.takenMs());
    }

    private static String whole(final double value)
    {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static void addIf(final TextTable table, final boolean isShown, final String cell)
    {
        if (isShown)
        {
            table.add(cell);
        }
    }
}

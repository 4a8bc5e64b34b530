package porteira.wire;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.HexFormat;

/** Frames written as hex, blanks and line ends ignored. */
final class Frames
{
    private Frames()
    {
    }

    static byte[] bytes(final String hex)
    {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static UnsafeBuffer buffer(final String hex)
    {
        return new UnsafeBuffer(bytes(hex));
    }
}

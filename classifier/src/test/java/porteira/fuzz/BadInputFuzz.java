package porteira.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that reads bytes of strangers, in one test, since Jazzer fuzzes one in each JVM: the first byte says which
 * reader gets the others. Runs in a JVM of its own, whose classes Jazzer instruments.
 */
class BadInputFuzz
{
    private static final List<FuzzTarget> TARGETS = List.of(
        new NftTarget(), new IptablesTarget(), new FrameTarget(), new CaptureTarget(), new GatewayConfigTarget());

    @MethodSource("seeds")
    @FuzzTest
    void shouldReadOrRefuse(final byte[] data) throws IOException
    {
        if (0 < data.length)
        {
            TARGETS.get((data[0] & 0xFF) % TARGETS.size()).run(Arrays.copyOfRange(data, 1, data.length));
        }
    }

    static Stream<byte[]> seeds()
    {
        return IntStream.range(0, TARGETS.size()).boxed().flatMap((index) -> TARGETS.get(index).seeds().map((seed) ->
        {
            final byte[] data = new byte[1 + seed.length];
            data[0] = index.byteValue();
            System.arraycopy(seed, 0, data, 1, seed.length);
            return data;
        }));
    }
}

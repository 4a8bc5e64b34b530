package porteira.bench.screened;

import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.clib.CLibrary;

import java.nio.file.Path;

/** The decisions as written by hand in C, one call for all frames. Outcomes are those of {@link Outcomes}. */
final class CReference implements Contender
{
    private final CLibrary.Pass parse;
    private final CLibrary.Pass judge;
    private final CLibrary.Pass parseAndJudge;

    /** @param home root of the source tree */
    CReference(final Path home)
    {
        final CLibrary library = CLibrary.load(home, "libporteira-bench.so");
        parse = library.pass("prt_bench_parse");
        judge = library.pass("prt_bench_judge");
        parseAndJudge = library.pass("prt_bench_parse_and_judge");
    }

    @Override
    public void parse(final DescribedFrames frames, final UnsafeBuffer results)
    {
        run(parse, frames, results);
    }

    @Override
    public void judge(final DescribedFrames frames, final UnsafeBuffer results)
    {
        run(judge, frames, results);
    }

    @Override
    public void parseAndJudge(final DescribedFrames frames, final UnsafeBuffer results)
    {
        run(parseAndJudge, frames, results);
    }

    private static void run(final CLibrary.Pass pass, final DescribedFrames frames, final UnsafeBuffer results)
    {
        pass.over(frames.descriptions().addressOffset(), results.addressOffset(), frames.count());
    }
}

package porteira.bench.screened;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.bench.clib.CLibrary;

import java.nio.file.Path;

/** The decisions as written by hand in C, one call for all frames. Outcomes are those of {@link Outcomes}. */
final class CReference implements Contender
{
    private static final int RESULT_LENGTH = 16;
    private static final int OUTCOME_OFFSET = 8;
    private static final int ALIGNMENT = 64;

    private final CLibrary.Pass parse;
    private final CLibrary.Pass judge;
    private final CLibrary.Pass parseAndJudge;
    private final DescribedFrames frames;
    private final UnsafeBuffer results;

    /** @param home root of the source tree */
    CReference(final Path home, final DescribedFrames frames)
    {
        final CLibrary library = CLibrary.load(home, "libporteira-bench.so");
        parse = library.pass("prt_bench_parse");
        judge = library.pass("prt_bench_judge");
        parseAndJudge = library.pass("prt_bench_parse_and_judge");
        this.frames = frames;
        results = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(frames.count() * RESULT_LENGTH + RESULT_LENGTH, ALIGNMENT));
    }

    @Override
    public void parse()
    {
        run(parse);
    }

    @Override
    public void judge()
    {
        run(judge);
    }

    @Override
    public void parseAndJudge()
    {
        run(parseAndJudge);
    }

    @Override
    public long layout(final int index)
    {
        return results.getLong(index * RESULT_LENGTH);
    }

    @Override
    public int outcome(final int index)
    {
        return results.getInt(index * RESULT_LENGTH + OUTCOME_OFFSET);
    }

    private void run(final CLibrary.Pass pass)
    {
        pass.over(frames.descriptions(), results.addressOffset(), frames.count());
    }
}

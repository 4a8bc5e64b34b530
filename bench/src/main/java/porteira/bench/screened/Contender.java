package porteira.bench.screened;

import org.agrona.concurrent.UnsafeBuffer;

/** One implementation of the screened host's decisions. One thread at a time. */
interface Contender
{
    /** Write each frame's layout. */
    void parse(DescribedFrames frames, UnsafeBuffer results);

    /** Write each frame's outcome, its layout known. */
    void judge(DescribedFrames frames, UnsafeBuffer results);

    /** Write each frame's layout and outcome. */
    void parseAndJudge(DescribedFrames frames, UnsafeBuffer results);
}

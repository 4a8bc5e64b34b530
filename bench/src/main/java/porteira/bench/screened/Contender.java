package porteira.bench.screened;

/** One implementation of the screened host's decisions on frames that it was made for. One thread at a time. */
interface Contender
{
    /** Find each frame's layout. */
    void parse();

    /** Find each frame's outcome; {@link #parse} was called before. */
    void judge();

    /** Find each frame's layout and outcome. */
    void parseAndJudge();

    /** What was found last. */
    long layout(int index);

    /** What was found last. */
    int outcome(int index);
}

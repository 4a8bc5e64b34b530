package porteira.replay;

import porteira.policy.Verdict;
import porteira.wire.Malformed;

/** One frame with its verdict, filled anew for each. */
final class JudgedFrame
{
    final Dissection dissection = new Dissection();
    String file;
    long number;
    long timestampNs;
    Verdict verdict;
    String rule;
    String label;
    Malformed malformed;
}

package porteira.policy.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import porteira.policy.Ask;
import porteira.policy.Question;

/** What the rules of a policy refer to by name, and what they ask of the lane's memory. */
final class Declared
{
    final SourceProblems problems;
    final ValueReader values;
    final ElementReader elements;
    final JumpCheck jumps;
    final Map<String, NamedSet> sets = new LinkedHashMap<>();
    final Map<String, Ask> limits = new LinkedHashMap<>();
    final List<String> counters = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();

    Declared(final SourceProblems problems, final ValueReader values)
    {
        this.problems = problems;
        this.values = values;
        this.elements = new ElementReader(problems, values);
        this.jumps = new JumpCheck(problems);
    }

    /** A question of its own, however often it is written. */
    Ask ask(final Question question, final String text)
    {
        questions.add(question);
        return new Ask(question, questions.size() - 1, text);
    }

    List<Question> questions()
    {
        return questions;
    }
}

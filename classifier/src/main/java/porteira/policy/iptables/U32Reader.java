package porteira.policy.iptables;

import porteira.policy.U32Syntax;

import java.util.ArrayList;
import java.util.List;

/** {@code --u32}, and what to say of the recipe for Teredo that never worked. */
final class U32Reader
{
    private final RuleProblems problems;
    private final Family family;
    private final List<Word> recipes = new ArrayList<>();

    U32Reader(final RuleProblems problems, final Family family)
    {
        this.problems = problems;
        this.family = family;
    }

    /** Our spelling of it; null if something was reported. */
    String match(final Argument argument)
    {
        final Word word = argument.value();
        final String text = word.text().strip().replaceAll("\\s+", " ");
        try
        {
            U32Syntax.parse(word.text());
        }
        catch (final U32Syntax.SyntaxException exception)
        {
            problems.report(word.at(exception.position()), exception.getMessage());
            return null;
        }
        if (TeredoRecipe.isRecipe(text))
        {
            recipes.add(word);
        }
        return family.word() + " u32 " + (argument.negated() ? "!= " : "") + "\"" + text + "\"";
    }

    /**
     * Notes about recipes that were met.
     *
     * @param match of the rule apart from them
     * @param end   what the rule does, in nft's words; empty if that is a chain
     */
    List<Note> notes(final String match, final String end)
    {
        final List<Note> notes = new ArrayList<>();
        for (final Word recipe : recipes)
        {
            notes.add(new Note(recipe, "this recipe for SMTP in Teredo never worked: " +
                TeredoRecipe.fault(recipe.text()) + ". Use instead: " +
                (match + " " + TeredoRecipe.instead(recipe.text()) + " " + end).strip()));
        }
        return notes;
    }
}

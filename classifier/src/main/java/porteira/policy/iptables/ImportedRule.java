package porteira.policy.iptables;

import java.util.List;

/**
 * A rule, in nft's words but for its target.
 *
 * @param at      first word of its command
 * @param matches one string per nft rule that it takes: nft has no 'or' between fields; no match is an empty string
 * @param target  what it does
 * @param comment empty if none
 * @param absence why no nft rule is needed; empty otherwise
 * @param sets    that its matches name
 * @param notes   what is printed with it
 */
record ImportedRule(
    Word at,
    List<String> matches,
    Target target,
    String comment,
    String absence,
    List<ImportedSet> sets,
    List<Note> notes)
{
    /** Takes copies. */
    ImportedRule
    {
        matches = List.copyOf(matches);
        sets = List.copyOf(sets);
        notes = List.copyOf(notes);
    }

    /** True if it says the same, wherever it stands: what {@code -D} looks for. */
    boolean isSame(final ImportedRule other)
    {
        return matches.equals(other.matches) && target.equals(other.target) && comment.equals(other.comment) &&
            absence.equals(other.absence) && sets.equals(other.sets);
    }

    /** True if no packet gets past it. */
    boolean isFinal()
    {
        return absence.isEmpty() && matches.contains("") && target.isFinal();
    }
}

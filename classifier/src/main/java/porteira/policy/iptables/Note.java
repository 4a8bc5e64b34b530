package porteira.policy.iptables;

/**
 * Something an operator should know of a rule that is imported all the same.
 *
 * @param at   what it is about
 * @param text a sentence without its full stop
 */
record Note(Word at, String text)
{
}

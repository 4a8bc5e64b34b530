package porteira.tree.cut;

/**
 * What two classes have in common.
 *
 * @param table   by the first class, then the second
 * @param columns classes of the second kind
 */
record Crossing(char[] table, int columns)
{
    int at(final int first, final int second)
    {
        return table[first * columns + second];
    }
}

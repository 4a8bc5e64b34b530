package porteira.policy;

/** What a {@link Kind} alone does not say of a field. */
public sealed interface Detail permits Detail.Masked, Detail.Slice
{
    /**
     * Only some bits of the field count; the others read as 0.
     *
     * @param mask the bits that count
     */
    record Masked(UInt128 mask) implements Detail
    {
    }

    /**
     * Raw bits of a header and what follows it, as nftables' {@code @nh,offset,length}; for
     * {@link Kind#isRaw() raw kinds}.
     *
     * @param offset bits from the start of the header
     * @param bits   1..128
     * @param mask   the bits that count
     */
    record Slice(int offset, int bits, UInt128 mask) implements Detail
    {
    }
}

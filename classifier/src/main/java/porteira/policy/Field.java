package porteira.policy;

/**
 * One readable quantity of a frame.
 *
 * @param layer  which packet of the frame
 * @param kind   what of that packet
 * @param detail which bits of it; null for the whole
 */
public record Field(Layer layer, Kind kind, Detail detail)
{
    /** A whole field. */
    public Field(final Layer layer, final Kind kind)
    {
        this(layer, kind, null);
    }

    /** A field of the outermost packet, or of the frame. */
    public static Field outermost(final Kind kind)
    {
        return new Field(Layer.OUTERMOST, kind);
    }

    /** The same quantity of another packet. */
    public Field in(final Layer packet)
    {
        return new Field(packet, kind, detail);
    }

    /** Width of a value, 1..128. */
    public int bits()
    {
        return detail instanceof Detail.Slice slice ? slice.bits() : kind.bits();
    }

    /** The bits that count. */
    public UInt128 mask()
    {
        return switch (detail)
        {
            case Detail.Masked masked -> masked.mask();
            case Detail.Slice slice -> slice.mask();
            case null -> kind.mask();
        };
    }

    /** Spelling for traces and pictures. */
    public String text()
    {
        final String bits = detail instanceof Detail.Slice slice ? "," + slice.offset() + "," + slice.bits() : "";
        final boolean isWhole = mask().equals(UInt128.max(bits()));
        return layer.prefix() + kind.text() + bits + (isWhole ? "" : " & " + mask());
    }
}

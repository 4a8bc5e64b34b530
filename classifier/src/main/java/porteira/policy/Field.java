package porteira.policy;

/**
 * One readable quantity of a frame.
 *
 * @param layer which packet of the frame
 * @param kind  what of that packet
 */
public record Field(Layer layer, Kind kind)
{
    /** A field of the outermost packet, or of the frame. */
    public static Field outermost(final Kind kind)
    {
        return new Field(Layer.OUTERMOST, kind);
    }

    /** Spelling for traces and pictures. */
    public String text()
    {
        return layer.prefix() + kind.text();
    }
}

package porteira.config;

import porteira.problem.Problem;

import java.util.Objects;

/** Knows in which file and line a profile's value was written: its own, or the defaults'. */
public final class ProfilePlaces
{
    private final TomlDocument document;
    private final TomlDocument defaults;

    ProfilePlaces(final TomlDocument document, final TomlDocument defaults)
    {
        this.document = Objects.requireNonNull(document);
        this.defaults = Objects.requireNonNull(defaults);
    }

    Problem problem(final String key, final String message)
    {
        return (null == document.root().get(key) ? defaults : document).problem(key, message);
    }

    /** The profile's file. */
    @Override
    public String toString()
    {
        return document.name();
    }
}

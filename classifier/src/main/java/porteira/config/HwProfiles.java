package porteira.config;

import porteira.problem.Problem;
import porteira.problem.Problems;
import porteira.problem.RefusedException;
import porteira.problem.Spelling;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder {@code hw-profiles}: one profile for each family of devices, and which one a device gets. */
public final class HwProfiles
{
    /** System property that names the installation's folder. */
    public static final String HOME_PROPERTY = "porteira.home";
    /** Name of the folder within the installation. */
    public static final String FOLDER = "hw-profiles";
    /** Name of the profile that has every key, and that devices without a profile of their own get. */
    public static final String DEFAULT = "default";

    private static final String SUFFIX = ".toml";
    private static final int LEVELS_UP = 4;

    private final Path folder;
    private final TomlDocument defaults;
    private final Map<String, HwProfile> byName = new TreeMap<>();
    private final Map<String, HwProfile> byPci = new HashMap<>();
    private final Map<String, HwProfile> byPmd = new HashMap<>();

    private HwProfiles(final Path folder)
    {
        this.folder = folder;
        this.defaults = TomlDocument.read(folder.resolve(DEFAULT + SUFFIX));
    }

    /**
     * The installation's folder of profiles: below {@value #HOME_PROPERTY} if that is set, else beside the jar or up to
     * four folders above it.
     *
     * @throws RefusedException naming every place looked at.
     */
    public static Path locate()
    {
        final List<Path> places = new ArrayList<>();
        final String home = System.getProperty(HOME_PROPERTY);
        if (null != home)
        {
            places.add(Path.of(home, FOLDER));
        }
        else
        {
            Path above = codeLocation();
            for (int i = 0; i <= LEVELS_UP && null != above; i++)
            {
                places.add(above.resolve(FOLDER));
                above = above.getParent();
            }
        }
        for (final Path place : places)
        {
            if (Files.isRegularFile(place.resolve(DEFAULT + SUFFIX)))
            {
                return place;
            }
        }
        throw new RefusedException(List.of(new Problem(FOLDER, 0, 0, "no such folder with a " + DEFAULT + SUFFIX +
            "; looked at " + places + "; set -D" + HOME_PROPERTY + "=FOLDER to where it lies")));
    }

    /**
     * Reads all profiles of a folder.
     *
     * @throws RefusedException with every problem of every file.
     */
    public static HwProfiles load(final Path folder)
    {
        final HwProfiles profiles = new HwProfiles(folder);
        final Problems problems = new Problems();
        for (final Path file : profiles.files())
        {
            try
            {
                profiles.add(profiles.read(file, problems), problems);
            }
            catch (final RefusedException e)
            {
                problems.addAll(e.problems());
            }
        }
        problems.throwIfAny();
        return profiles;
    }

    /** All of them, ordered by name. */
    public Collection<HwProfile> all()
    {
        return List.copyOf(byName.values());
    }

    /**
     * The profile that a device gets by itself: by PCI id, else by driver, else {@value #DEFAULT}.
     *
     * @param pciId {@code vendor:device} in lower-case hex; empty if the device is not on that bus.
     * @param pmd   DPDK driver; empty if not known yet.
     */
    public HwProfile match(final String pciId, final String pmd)
    {
        final HwProfile byId = byPci.get(pciId);
        return null != byId ? byId : byPmd.getOrDefault(pmd, byName.get(DEFAULT));
    }

    /**
     * The profile that the operator asks for.
     *
     * @param wanted name or file; a file has a {@code /} in it or ends in {@code .toml}.
     * @param base   folder that a relative file is relative to.
     * @throws RefusedException if there is none, or with every problem of the file.
     */
    public HwProfile named(final String wanted, final Path base)
    {
        if (wanted.contains("/") || wanted.endsWith(SUFFIX))
        {
            final Problems problems = new Problems();
            final HwProfile profile = read(base.resolve(wanted), problems);
            problems.throwIfAny();
            return profile;
        }
        final HwProfile profile = byName.get(wanted);
        if (null == profile)
        {
            throw new RefusedException(List.of(new Problem(folder.toString(), 0, 0,
                "profile=" + wanted + ": no such file " + wanted + SUFFIX +
                Spelling.didYouMeanOrKnown(wanted, byName.keySet()))));
        }
        return profile;
    }

    private HwProfile read(final Path file, final Problems problems)
    {
        final String fileName = file.getFileName().toString();
        final String name = fileName.endsWith(SUFFIX) ?
            fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        return HwProfileReader.read(name, file, TomlDocument.read(file), defaults, problems);
    }

    private void add(final HwProfile profile, final Problems problems)
    {
        byName.put(profile.name(), profile);
        claim(byPci, profile.match().pci(), "pci", profile, problems);
        claim(byPmd, profile.match().pmd(), "pmd", profile, problems);
    }

    private static void claim(
        final Map<String, HwProfile> owners,
        final List<String> ids,
        final String key,
        final HwProfile profile,
        final Problems problems)
    {
        for (final String id : ids)
        {
            final HwProfile other = owners.putIfAbsent(id, profile);
            if (null != other && other != profile)
            {
                problems.add(profile.places().problem("match",
                    "match." + key + "=\"" + id + "\": profile " + other.name() + " has it already"));
            }
        }
    }

    private List<Path> files()
    {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*" + SUFFIX))
        {
            stream.forEach(files::add);
        }
        catch (final IOException e)
        {
            throw new RefusedException(List.of(new Problem(folder.toString(), 0, 0, "cannot list: " + e)));
        }
        files.sort(null);
        return files;
    }

    private static Path codeLocation()
    {
        try
        {
            return Path.of(HwProfiles.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toAbsolutePath().getParent();
        }
        catch (final URISyntaxException e)
        {
            throw new IllegalStateException("code source: " + e, e);
        }
    }
}

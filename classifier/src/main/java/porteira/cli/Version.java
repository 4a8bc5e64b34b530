package porteira.cli;

import picocli.CommandLine.IVersionProvider;
import porteira.dpdk.Eal;
import porteira.dpdk.NativeLibraryException;

/** What {@code porteira --version} prints: our version, Java's and, where it can be loaded, DPDK's. */
final class Version implements IVersionProvider
{
    @Override
    public String[] getVersion()
    {
        return new String[]{
            "porteira " + own(), "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")", dpdk() };
    }

    /** Version of this build; {@code unpackaged} where it does not run from its jar. */
    static String own()
    {
        final String version = Version.class.getPackage().getImplementationVersion();
        return null == version ? "unpackaged" : version;
    }

    private static String dpdk()
    {
        try
        {
            return Eal.version();
        }
        catch (final NativeLibraryException e)
        {
            return "no DPDK: " + e.getMessage();
        }
    }
}

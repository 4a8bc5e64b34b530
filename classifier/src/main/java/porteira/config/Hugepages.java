package porteira.config;

/**
 * Huge pages of a host or of one NUMA node.
 *
 * @param sizes      how many page sizes the kernel offers; 0: it does not say.
 * @param totalBytes reserved.
 * @param freeBytes  reserved and not in use.
 */
record Hugepages(int sizes, long totalBytes, long freeBytes)
{
    static Hugepages read(final HostFiles files)
    {
        return readFolder(files, "sys/kernel/mm/hugepages");
    }

    static Hugepages readNode(final HostFiles files, final int node)
    {
        return readFolder(files, "sys/devices/system/node/node" + node + "/hugepages");
    }

    private static Hugepages readFolder(final HostFiles files, final String folder)
    {
        int sizes = 0;
        long total = 0;
        long free = 0;
        for (final String name : files.names(folder))
        {
            if (name.matches("hugepages-[0-9]{1,9}kB"))
            {
                final long bytes = Long.parseLong(name.substring(10, name.length() - 2)) << 10;
                sizes++;
                total += bytes * files.number(folder + "/" + name + "/nr_hugepages", 0);
                free += bytes * files.number(folder + "/" + name + "/free_hugepages", 0);
            }
        }
        return new Hugepages(sizes, total, free);
    }
}

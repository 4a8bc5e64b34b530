/**
 * What the operator writes: {@code gateway.toml} and hardware profiles, read into immutable records, every problem
 * reported at once; and what the host offers: NICs, hugepages, privileges.
 */
package porteira.config;

/**
 * Counters that cross a process border: {@link porteira.telemetry.CountersFile} is written by the gateway's conductor
 * alone and mapped read-only by {@link porteira.telemetry.CountersFileReader}. Reading never disturbs the writer.
 */
package porteira.telemetry;

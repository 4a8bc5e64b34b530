/**
 * Threads and what runs on them: one {@link porteira.pipeline.ClassifierAgent} a lane judges and forwards frames, one
 * {@link porteira.pipeline.ConductorAgent} writes events and counters. They meet in
 * {@link porteira.pipeline.LaneContext} alone: every field there has one writer.
 */
package porteira.pipeline;

package porteira;

import java.nio.file.Path;
import java.util.List;
import porteira.config.GatewayConfig;
import porteira.config.PolicyFit;
import porteira.pipeline.LaneMemory;
import porteira.pipeline.PolicyUpdate;
import porteira.pipeline.Trial;
import porteira.policy.Policy;
import porteira.policy.PortNames;
import porteira.policy.nft.NftReader;
import porteira.problem.Problems;
import porteira.set.Sets;
import porteira.tree.CompiledPolicy;
import porteira.tree.PolicyCompiler;

/** Makes policies ready to come into force: compiled, bound to the sets that run, each with a number of its own. */
final class PolicyLoader
{
    private static final String DRY_RUN = " (dry run: every frame passes)";

    private final GatewayConfig config;
    private final Sets sets;
    private final List<LaneMemory> memories;
    private final boolean isDry;
    private int generation;

    /**
     * A policy and what it needs on its way into force.
     *
     * @param compiled for those who show it
     * @param update   for the conductor
     * @param sets     that it is bound to
     */
    record Loaded(CompiledPolicy compiled, PolicyUpdate update, Sets.Candidate sets)
    {
    }

    /** Where {@code isDry}, policies judge, count and log, and every frame passes. */
    PolicyLoader(
        final GatewayConfig config, final Sets sets, final List<LaneMemory> memories, final boolean isDry)
    {
        this.isDry = isDry;
        this.config = config;
        this.sets = sets;
        this.memories = memories;
    }

    /**
     * Compile a file; nothing comes into force. One thread at a time.
     *
     * @throws porteira.problem.RefusedException with everything that is wrong with it
     */
    Loaded load(final Path file)
    {
        final Sets.Candidate candidate = sets.candidate();
        final CompiledPolicy compiled = compile(file, candidate);
        final String name = file.getFileName() + (isDry ? DRY_RUN : "");
        final PolicyUpdate update = new PolicyUpdate(++generation, name, compiled, candidate, memories, isDry);
        return new Loaded(compiled, update, candidate);
    }

    /**
     * Compile a file to be tried beside a policy. It sees the sets that run, and changes none. One thread at a time.
     *
     * @throws porteira.problem.RefusedException with everything that is wrong with it
     */
    Trial trial(final Path file, final PolicyUpdate live, final long nowMs)
    {
        return new Trial(live, file.toString(), compile(file, sets.candidate()), memories, nowMs);
    }

    private CompiledPolicy compile(final Path file, final Sets.Candidate candidate)
    {
        final Policy policy = NftReader.read(file, PortNames.of(config.portNames()));
        final Problems problems = new Problems();
        PolicyFit.check(config, policy, problems);
        problems.throwIfAny();
        // A set that no rule asks for now is there for operators, and keeps what it has for the next policy.
        policy.sets().forEach(candidate::bind);
        return PolicyCompiler.compile(policy, file.toString(), candidate::bind);
    }
}

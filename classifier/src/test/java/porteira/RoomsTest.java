package porteira;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms and the direction in which they may know each other. */
class RoomsTest
{
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("porteira");

    @Test
    void shouldHaveNoCycleBetweenRooms()
    {
        slices().matching("porteira.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldDependDownwardsOnly()
    {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("cli").definedBy("porteira.cli..")
            .layer("gateway").definedBy("porteira")
            .layer("config").definedBy("porteira.config..")
            .layer("replay").definedBy("porteira.replay..")
            .layer("check").definedBy("porteira.check..")
            .layer("pipeline").definedBy("porteira.pipeline..")
            .layer("tree").definedBy("porteira.tree..")
            .layer("set").definedBy("porteira.set..")
            .layer("nat").definedBy("porteira.nat..")
            .layer("flow").definedBy("porteira.flow..")
            .layer("limit").definedBy("porteira.limit..")
            .layer("control").definedBy("porteira.control..")
            .layer("policy").definedBy("porteira.policy..")
            .layer("problem").definedBy("porteira.problem..")
            .layer("telemetry").definedBy("porteira.telemetry..")
            .layer("wire").definedBy("porteira.wire..")
            .layer("dpdk").definedBy("porteira.dpdk..")
            .whereLayer("cli").mayNotBeAccessedByAnyLayer()
            .whereLayer("gateway").mayOnlyBeAccessedByLayers("cli")
            .whereLayer("config").mayOnlyBeAccessedByLayers("cli", "gateway")
            .whereLayer("replay").mayOnlyBeAccessedByLayers("cli")
            .whereLayer("check").mayOnlyBeAccessedByLayers("cli")
            .whereLayer("problem").mayNotAccessAnyLayer()
            .whereLayer("wire").mayNotAccessAnyLayer()
            .whereLayer("set").mayOnlyAccessLayers("policy", "problem", "wire", "dpdk")
            .whereLayer("flow").mayOnlyAccessLayers("set", "policy", "problem", "wire", "dpdk")
            .whereLayer("nat").mayOnlyAccessLayers("flow", "wire")
            .whereLayer("limit").mayNotAccessAnyLayer()
            .whereLayer("limit").mayOnlyBeAccessedByLayers("pipeline")
            .whereLayer("control").mayNotAccessAnyLayer()
            .whereLayer("control").mayOnlyBeAccessedByLayers("cli", "gateway")
            .whereLayer("pipeline").mayOnlyBeAccessedByLayers("cli", "gateway")
            .whereLayer("tree").mayOnlyBeAccessedByLayers("cli", "gateway", "check", "pipeline", "replay")
            .check(CLASSES);
    }
}

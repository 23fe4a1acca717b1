package io.subnetvalidator.core;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import io.subnetvalidator.accounting.NodeObservation;

/** The dependency law of the house. Every exception stands here with its reason. */
@AnalyzeClasses(packages = "io.subnetvalidator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] VALUES = {"io.subnetvalidator.chain.types..", "io.subnetvalidator.chain.scale.."};

    @ArchTest
    static final ArchRule modules_depend_downwards_only = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("chain-bindings")
            .definedBy("io.subnetvalidator.chain..")
            .layer("fault-proofs")
            .definedBy("io.subnetvalidator.proofs..")
            .layer("accounting")
            .definedBy("io.subnetvalidator.accounting..")
            .layer("incentives")
            .definedBy("io.subnetvalidator.incentives..")
            .layer("scp-protocol")
            .definedBy("io.subnetvalidator.scp..")
            .layer("test-fixtures")
            .definedBy("io.subnetvalidator.fixtures..")
            .layer("validator-core")
            .definedBy("io.subnetvalidator.core..")
            .whereLayer("validator-core")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("test-fixtures")
            .mayOnlyBeAccessedByLayers("validator-core")
            .whereLayer("scp-protocol")
            .mayOnlyBeAccessedByLayers("validator-core", "test-fixtures")
            .whereLayer("incentives")
            .mayOnlyBeAccessedByLayers("validator-core", "scp-protocol")
            .whereLayer("accounting")
            .mayOnlyBeAccessedByLayers("validator-core", "incentives", "scp-protocol")
            .whereLayer("fault-proofs")
            .mayOnlyBeAccessedByLayers("validator-core", "scp-protocol", "test-fixtures")
            // The rows of an observation batch are the ledger's own tally rows: one type, so that nothing is copied
            // between them.
            .ignoreDependency(resideInAPackage("io.subnetvalidator.scp.."), alwaysTrue());

    @ArchTest
    static final ArchRule the_protocol_uses_of_the_ledger_only_the_observation_row = noClasses()
            .that()
            .resideInAPackage("io.subnetvalidator.scp..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.subnetvalidator.accounting..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(
                            com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo(
                                    NodeObservation.class))));

    @ArchTest
    static final ArchRule the_protocol_does_not_reach_up = noClasses()
            .that()
            .resideInAPackage("io.subnetvalidator.scp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.subnetvalidator.fixtures..", "io.subnetvalidator.core..");

    @ArchTest
    static final ArchRule the_ledger_and_the_proofs_know_values_of_the_chain_only = noClasses()
            .that()
            .resideInAnyPackage("io.subnetvalidator.accounting..", "io.subnetvalidator.proofs..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.subnetvalidator.chain..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(VALUES))));

    @ArchTest
    static final ArchRule only_devnet_uses_the_fixtures = noClasses()
            .that()
            .resideInAPackage("io.subnetvalidator.core..")
            .and()
            .resideOutsideOfPackage("io.subnetvalidator.core.devnet..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.subnetvalidator.fixtures..");

    @ArchTest
    static final ArchRule only_the_peer_network_touches_peer_sockets = noClasses()
            .that()
            .resideInAnyPackage("io.subnetvalidator.scp..", "io.subnetvalidator.fixtures.node..")
            .and()
            .resideOutsideOfPackage("io.subnetvalidator.scp.p2p..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.net..", "java.net..");

    @ArchTest
    static final ArchRule rules_of_the_protocol_have_no_input_and_output = noClasses()
            .that()
            // Profiles are also files; the one adapter for them stands beside the values it reads.
            .doNotHaveSimpleName("ProfileFile")
            .and()
            .resideInAnyPackage(
                    "io.subnetvalidator.scp.protocol..",
                    "io.subnetvalidator.incentives..",
                    "io.subnetvalidator.proofs.compare..",
                    "io.subnetvalidator.proofs.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "java.sql..", "java.net..", "java.nio.file..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule native_code_only_turns_text_into_ids = noClasses()
            .that()
            .resideOutsideOfPackage("io.subnetvalidator.core.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule text_is_for_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackages("io.subnetvalidator.core.cli..", "io.subnetvalidator.core.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.subnetvalidator.core.text..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.subnetvalidator.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_say_what_a_class_is =
            classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl)$");
}

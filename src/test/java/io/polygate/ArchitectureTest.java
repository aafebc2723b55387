package io.polygate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Which room may know which, as the table in docs/architecture.md says; checked on every build.
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WrittenByHand.class})
final class ArchitectureTest {

    static final String ROOT = "io.polygate";
    static final String[] FEATURES = Stream.of("discovery", "identity", "session")
            .map(feature -> ROOT + "." + feature + "..")
            .toArray(String[]::new);

    /// Without the messages that are generated of `proto/`.
    static final class WrittenByHand implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/polygate/proto/");
        }
    }

    @ArchTest
    static final ArchRule roomsKnowOnlyWhatTheyMay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("model")
            .definedBy(ROOT + ".model..")
            .layer("wire")
            .definedBy(ROOT + ".wire..")
            .layer("bus")
            .definedBy(ROOT + ".bus..")
            .layer("edge")
            .definedBy(ROOT + ".edge..")
            .layer("door")
            .definedBy(ROOT + ".door..")
            .layer("routing")
            .definedBy(ROOT + ".routing..")
            .layer("provider")
            .definedBy(ROOT + ".provider..")
            .layer("features")
            .definedBy(FEATURES)
            .layer("cluster")
            .definedBy(ROOT + ".cluster..")
            .layer("telemetry")
            .definedBy(ROOT + ".telemetry..")
            .layer("app")
            .definedBy(ROOT + ".app..", ROOT + ".config..")
            .ensureAllClassesAreContainedInArchitecture()
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("door")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("routing")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("edge")
            .mayOnlyBeAccessedByLayers("door", "app")
            .whereLayer("provider")
            .mayOnlyBeAccessedByLayers("routing", "app")
            .whereLayer("features")
            .mayOnlyBeAccessedByLayers("routing", "app")
            .whereLayer("bus")
            .mayOnlyBeAccessedByLayers("door", "routing", "app")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("door", "provider", "app")
            .whereLayer("model")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule doorsAreIndependent = slices().matching(ROOT + ".door.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule dialectsAreIndependent = slices().matching(
                    ROOT + ".wire.(openai|anthropic|gemini|responses|ollama|dashscope|cohere)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule featuresAreIndependent = slices().matching(ROOT + ".(discovery|identity|session)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule routingKnowsProvidersByInterface = noClasses()
            .that()
            .resideInAPackage(ROOT + ".routing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".provider.*..");

    @ArchTest
    static final ArchRule modelIsPlainJava = classes()
            .that()
            .resideInAPackage(ROOT + ".model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + ".model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule modelIsImmutable = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT + ".model..")
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule wireDoesNoIo = classes()
            .that()
            .resideInAPackage(ROOT + ".wire..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".wire..",
                    ROOT + ".model..",
                    "io.vertx.core.buffer..",
                    "io.vertx.core.internal.buffer..",
                    "io.netty.buffer..",
                    "com.fasterxml.jackson.core..",
                    "com.google.protobuf..",
                    "com.google.rpc..",
                    "com.google.api..",
                    ROOT + ".proto..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule eventBusOnlyThroughBus =
            onlyIn("io.vertx.core.eventbus..", ROOT + ".bus..", ROOT + ".cluster..");

    @ArchTest
    static final ArchRule micrometerOnlyInTelemetry = onlyIn("io.micrometer..", ROOT + ".telemetry..", ROOT + ".app..");

    @ArchTest
    static final ArchRule hazelcastOnlyInCluster = onlyIn("com.hazelcast..", ROOT + ".cluster..");

    @ArchTest
    static final ArchRule verticlesSayWhatTheyServe = classes()
            .that()
            .areAssignableTo(VerticleBase.class)
            .should()
            .resideInAnyPackage(
                    ROOT + ".edge..", ROOT + ".door..", ROOT + ".routing..", ROOT + ".discovery..", ROOT + ".app..");

    @ArchTest
    static final ArchRule classesAreFinalOrClosed = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "join")
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "get")
            .orShould()
            .callMethod(io.vertx.core.Future.class, "await");

    @ArchTest
    static final ArchRule noSynchronizedMethods = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule theEnvironmentIsReadInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".app..")
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule namesSayWhatIsSpecial = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule noJavaUtilLogging = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        List<String> unmarked = classes.getPackage(ROOT).getSubpackagesInTree().stream()
                .filter(p -> !p.getName().startsWith(ROOT + ".proto."))
                .filter(p -> !p.getClasses().isEmpty() && !p.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .sorted()
                .toList();
        assertThat(unmarked).isEmpty();
    }

    private static ArchRule onlyIn(String library, String... owners) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(owners)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .as(library + " may only be used in " + String.join(", ", owners))
                .allowEmptyShould(true);
    }
}

namespace Freeze.Packages.Tests;

/// <summary>The document is followed once for all classes that look at what came of it.</summary>
[CollectionDefinition(nameof(LocalFeed))]
public sealed class FollowedOnce : ICollectionFixture<LocalFeed>;

/// <summary>What the packages hold.</summary>
[Collection(nameof(LocalFeed))]
public sealed class PackageTests(LocalFeed feed)
{
    [SkippableTheory]
    [InlineData("Freeze.Runtime", "lib/net10.0/Freeze.Runtime.dll", "lib/net10.0/Freeze.Runtime.xml", "analyzers/dotnet/cs/Freeze.Generators.dll", "buildTransitive/Freeze.Runtime.targets")]
    [InlineData("Freeze.Calibration", "lib/net10.0/Freeze.Calibration.dll", "lib/net10.0/Freeze.Calibration.xml")]
    [InlineData("Freeze.Imaging", "lib/net10.0/Freeze.Imaging.dll", "lib/net10.0/Freeze.Imaging.xml")]
    [InlineData("Freeze.Hosting", "lib/net10.0/Freeze.Hosting.dll", "lib/net10.0/Freeze.Hosting.xml")]
    [InlineData("onnx2cs", "tools/net10.0/any/onnx2cs.dll", "tools/net10.0/any/DotnetToolSettings.xml")]
    public void A_package_holds_what_it_must(string package, params string[] files)
    {
        var entries = feed.Entries(package);
        foreach (var file in (string[])[.. files, "icon.png", "README.md"]) Assert.Contains(file, entries);
        if (package != "onnx2cs") Assert.True(File.Exists(Directory.GetFiles(feed.Packages, package + ".0*.snupkg").Single()));
    }

    [SkippableFact]
    public void The_runtime_brings_neither_compilers_nor_kernels_compiler()
    {
        var specification = feed.Read("Freeze.Runtime", "Freeze.Runtime.nuspec");
        foreach (var name in new[] { "ILGPU", "CodeAnalysis", "Freeze.Kernels", "Freeze.Generators" })
            Assert.DoesNotContain($"id=\"{name}", specification, StringComparison.Ordinal);
        Assert.Contains("System.Numerics.Tensors", specification, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void No_package_changes_how_its_host_behaves()
    {
        // Cultures, garbage collection, trimming: what a build file of a package sets it sets for the whole program.
        var targets = feed.Read("Freeze.Runtime", "buildTransitive/Freeze.Runtime.targets");
        foreach (var name in new[] { "InvariantGlobalization", "PredefinedCulturesOnly", "GarbageCollect", "Trim", "PublishAot" })
            Assert.DoesNotContain($"<{name}", targets, StringComparison.OrdinalIgnoreCase);
        foreach (var package in new[] { "Freeze.Calibration", "Freeze.Imaging", "Freeze.Hosting" })
            Assert.DoesNotContain(feed.Entries(package), entry => entry.StartsWith("build", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableTheory]
    [InlineData("Freeze.Calibration")]
    [InlineData("Freeze.Imaging")]
    [InlineData("Freeze.Hosting")]
    public void A_package_brings_the_generator_along(string package) => Assert.Contains(
        "<dependency id=\"Freeze.Runtime\" version=\"0.1.0\" include=\"All\" />", feed.Read(package, package + ".nuspec"), StringComparison.Ordinal);
}

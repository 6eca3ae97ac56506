using System.Text.RegularExpressions;

namespace Freeze.Packages.Tests;

/// <summary>The document is followed once for all classes that look at what came of it.</summary>
[CollectionDefinition(nameof(LocalFeed))]
public sealed class FollowedOnce : ICollectionFixture<LocalFeed>;

/// <summary>What the packages hold.</summary>
[Collection(nameof(LocalFeed))]
public sealed partial class PackageTests(LocalFeed feed)
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
        foreach (var file in (string[])[.. files, "icon.png", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md"]) Assert.Contains(file, entries);
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
    public void A_package_brings_the_generator_along(string package) =>
        Assert.Matches("<dependency id=\"Freeze.Runtime\" version=\"[^\"]+\" include=\"All\" />", feed.Read(package, package + ".nuspec"));

    [SkippableTheory]
    [InlineData("Freeze.Runtime")]
    [InlineData("Freeze.Calibration")]
    [InlineData("Freeze.Imaging")]
    [InlineData("Freeze.Hosting")]
    [InlineData("onnx2cs")]
    public void A_package_states_its_licence_and_a_version_of_the_tags(string package)
    {
        var specification = feed.Read(package, package + ".nuspec");
        Assert.Contains("<license type=\"expression\">MIT</license>", specification, StringComparison.Ordinal);
        Assert.Matches("<version>0\\.[0-9]+\\.[0-9]+(-[0-9a-z.]+)?</version>", specification);
    }

    // Package pages show the README alone: what it links to must be there as well, or be a place on the page.
    [SkippableFact]
    public void Links_of_the_README_work_in_a_package()
    {
        var readme = feed.Read("Freeze.Runtime", "README.md");
        var links = LinkPattern().Matches(readme).Select(match => match.Groups[1].Value).Select(link => link.Split('#')[0]).Where(link => link.Length > 0).Distinct().ToList();
        Assert.NotEmpty(links);
        var entries = feed.Entries("Freeze.Runtime");
        Assert.All(links, link => Assert.True(
            link.StartsWith("https://", StringComparison.Ordinal) || entries.Contains(link), $"{link} is not in the package"));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();
}

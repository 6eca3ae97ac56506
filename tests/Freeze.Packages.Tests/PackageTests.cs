using System.Runtime.InteropServices;
using Freeze.Testing;

namespace Freeze.Packages.Tests;

/// <summary>What the packages hold, and that a newcomer who follows the document in an empty folder gets a program that works.</summary>
public sealed class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    private const string Document = "embedding.md", Section = "From packages";

    [Theory]
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

    [Fact]
    public void The_runtime_brings_neither_compilers_nor_kernels_compiler()
    {
        var specification = feed.Read("Freeze.Runtime", "Freeze.Runtime.nuspec");
        foreach (var name in new[] { "ILGPU", "CodeAnalysis", "Freeze.Kernels", "Freeze.Generators" })
            Assert.DoesNotContain($"id=\"{name}", specification, StringComparison.Ordinal);
        Assert.Contains("System.Numerics.Tensors", specification, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_steps_of_the_document_give_a_program_and_a_native_one()
    {
        Skip.If(OperatingSystem.IsWindows(), "the document's steps are for a POSIX shell");
        Assert.NotEmpty(feed.Packages);
        var document = Path.Combine(Repository.Root, "docs", Document);
        var steps = Repository.Blocks(document, "sh").First(block => block.Heading == Section).Text;
        var program = Repository.Blocks(document, "csharp").First(block => block.Heading == Section).Text;
        File.WriteAllBytes(Path.Combine(feed.Folder, "model.onnx"), Model());
        Command.Run(feed.Folder, feed.Variables, "sh", "-e", "-c", steps);
        var folder = Path.Combine(feed.Folder, "Sorter");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        const string Answer = " after end, ClassProbability ";
        Assert.Contains(Answer, Command.Run(folder, feed.Variables, "dotnet", "run", "-c", "Release"), StringComparison.Ordinal);

        Skip.IfNot(Command.Exists("clang") || Command.Exists("gcc"), "built and run; publishing needs a C linker: apt-get install clang zlib1g-dev");
        var log = Command.Run(
            folder, feed.Variables, "dotnet", "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", "-o", "out", "-maxcpucount:2");
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);

        // Without the package's instruction set the native program would refuse to load the model.
        Assert.Contains(Answer, Command.Run(folder, feed.Variables, Path.Combine(folder, "out", "Sorter")), StringComparison.Ordinal);
    }

    private static byte[] Model()
    {
        var g = new GraphBuilder([1, 3, 16, 16], symbolicBatch: true);
        var stem = Relu(Conv("x", 3));
        var block = Relu(g.Node("Add", [Conv(Relu(Conv(stem, 16)), 16), stem]));
        var pooled = g.Node("Flatten", [g.Node("GlobalAveragePool", [block])]);
        return g.Output(g.Node("Gemm", [pooled, g.Random("fc.weight", 4, 16)], ("transB", 1))).ToBytes();

        string Conv(string input, int channels) =>
            g.Node("Conv", [input, g.Random($"{input}.weight", 16, channels, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));

        string Relu(string input) => g.Node("Relu", [input]);
    }
}

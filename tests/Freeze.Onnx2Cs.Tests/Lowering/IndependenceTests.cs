using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Verification;

namespace Freeze.Onnx2Cs.Tests.Lowering;

/// <summary>What is verified and what verifies it know nothing of each other, and a difference between them is found.</summary>
public partial class IndependenceTests
{
    [Theory]
    [InlineData("Lowering", "Reference")]
    [InlineData("Reference", "Lowering")]
    [InlineData("Onnx", "Lowering")]
    [InlineData("Onnx", "Reference")]
    public void No_file_of_one_folder_names_the_other(string folder, string other)
    {
        var root = Path.Combine(Here(), "..", "..", "..", "tools", "onnx2cs", folder);
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => Names(File.ReadAllText(file)).Contains(other)).Select(Path.GetFileName));
    }

    [Fact]
    public void A_network_that_computes_something_else_is_found()
    {
        var g = new GraphBuilder([1, 3, 6, 6]);
        g.Output(g.Node("Gemm", [g.Node("Flatten", [g.Node("GlobalAveragePool", [g.Node("Conv", ["x", g.Random("conv.weight", 4, 3, 3, 3)])])]),
            g.Random("fc.weight", 5, 4)], ("transB", 1)));
        var sound = Converter.Convert(g.ToGraph(), new());
        Assert.True(Check(sound).Passed);

        // One weight, changed by a tenth.
        var (shape, data) = sound.Tensors["fc.weight"];
        sound.Tensors["fc.weight"].Data[7] += 0.1f;
        Assert.Equal(20, shape[0] * shape[1]);
        Assert.Equal(20, data.Length);
        Assert.False(Check(sound).Passed);
    }

    private static Comparison Check(ConvertedModel converted)
    {
        var folder = Directory.CreateTempSubdirectory("freeze").FullName;
        try
        {
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, new FrozenModelOptions { UseCaches = false });
            return Verifier.Check(model, converted, Verifier.Expect(converted, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Namespaces that code refers to: those of `using`, and what stands before a dot.
    private static HashSet<string> Names(string source) => [.. Reference().Matches(Comment().Replace(source, "")).Select(match => match.Groups[1].Value)];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\b(Lowering|Reference)(?=[.;])")]
    private static partial Regex Reference();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}

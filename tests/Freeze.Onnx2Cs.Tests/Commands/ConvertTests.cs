using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary><c>onnx2cs convert</c>, and the models that it refuses.</summary>
public sealed class ConvertTests : IDisposable
{
    private const string Injection = "a\n\"] class Evil { static Evil() { } } /*\u2028\u001b[2J*/ //";

    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Twice_gives_the_same_bytes()
    {
        var model = _work.Write("colours.onnx", Networks.Colours());
        foreach (var folder in new[] { "a", "b" })
            Tool.Run("convert", model, "-o", _work.At(folder), "--labels", _work.Labels(), "--mean", "0.5", "--std", "0.25").Succeeded();
        var contents = WorkFolder.Contents(_work.At("a"));
        Assert.Equal(["Colours.cs", "colours.cpu.safetensors", "colours.safetensors"], contents.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(contents, WorkFolder.Contents(_work.At("b")));
    }

    [Fact]
    public void A_file_that_is_no_model() =>
        Refuse("<html>not found</html>"u8.ToArray()).Refused(1, "model.onnx", "not an ONNX model", "export it again");

    [Fact]
    public void A_file_that_is_cut_short()
    {
        var bytes = Networks.Colours().ToBytes();
        Refuse(bytes[..(bytes.Length / 2)]).Refused(1, "model.onnx", "truncated", "export it again");
    }

    [Fact]
    public void Unknown_operators_all_at_once() => Refuse(Networks.Unknown().ToBytes()).RefusedInLines(
        1, "4 problems in model.onnx", "Det x1 (first: /act)", "GridSample x1 (first: /mix)", "ConvTranspose x2 (first: /up",
        "Export the model without them");

    [Fact]
    public void A_cycle() => Refuse(Networks.Cyclic().ToBytes()).Refused(1, "model.onnx", "cycle", "/loop/", "Export the model again");

    [Fact]
    public void Weights_that_are_no_numbers() =>
        Refuse(Networks.NotANumber().ToBytes()).RefusedInLines(1, "model.onnx", "\"bad.weight\"", "NaN", "export a sound one");

    [Fact]
    public void A_name_that_is_no_identifier()
    {
        var model = _work.Write("model.onnx", Networks.Colours());
        Tool.Run("convert", model, "-o", _work.At("out"), "--name", Injection).RefusedInLines(1, "\\u000a", "is no C# identifier");
        Assert.False(Directory.Exists(_work.At("out")));
    }

    /// <summary>
    /// Code in the names of file, layers and labels stays text: the definition compiles, and neither file holds a class but the model's.
    /// </summary>
    [SkippableFact]
    public void Code_in_names_stays_text()
    {
        Skip.If(OperatingSystem.IsWindows(), "a file's name cannot hold a line end on Windows");
        var model = _work.Write("x\nclass Evil { }\u2028.onnx", Networks.Colours(prefix: Injection));
        File.WriteAllText(_work.At("labels.txt"), "red\")] class Evil { }\ngreen\u0085class Evil { }\u2028class Evil { }\nblue\\");
        Tool.Run("convert", model, "-o", _work.At("out"), "--labels", _work.At("labels.txt")).Succeeded();

        // Inspecting compiles the definition and the source that was generated from it.
        var generated = Tool.Run("inspect", _work.At("out"), "--source").Succeeded().Output;
        var definition = File.ReadAllText(Directory.GetFiles(_work.At("out"), "*.cs").Single());
        foreach (var source in new[] { definition, generated })
        {
            var root = CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot();
            Assert.Empty(root.GetDiagnostics());
            Assert.DoesNotContain(root.DescendantTokens(), token => token.Text == "Evil");
            Assert.Single(root.DescendantNodes().OfType<TypeDeclarationSyntax>().Select(type => type.Identifier.Text).Distinct());
        }

        Assert.Contains("Evil", definition, StringComparison.Ordinal);
        var shown = Tool.Run("inspect", _work.At("out")).Succeeded().Output;
        Assert.Contains("class Evil", shown, StringComparison.Ordinal);
        Assert.All("\u2028\u001b\u0085", character => Assert.DoesNotContain(character, shown));
    }

    private Outcome Refuse(byte[] model)
    {
        var outcome = Tool.Run("convert", _work.Write("model.onnx", model), "-o", _work.At("out"));
        Assert.False(Directory.Exists(_work.At("out")), "a refused model left files");
        return outcome;
    }
}

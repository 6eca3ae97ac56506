using CsCheck;
using Freeze.Generators;
using Freeze.Generators.Specs;
using Freeze.Generators.Tests;
using Freeze.Onnx2Cs.Compilation;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>Definitions read as syntax: whatever attributes can say is read as the generator reads it, and nothing else is let through.</summary>
public class DefinitionReaderTests
{
    private const string Layers = """
        [FrozenModel("net")]
        [Input(3, 8, 8)]
        [Conv2D("stem", From = Image, Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
        [GlobalAveragePool("pool", From = "stem")]
        [Dense("fc", From = "pool", Outputs = 2)]
        """;

    [Fact]
    public void Whatever_is_printed_is_read_as_it_was() => RandomSpecs.Any.Sample(
        spec => DefinitionReader.Parse(DefinitionPrinter.Print(spec, RandomSpecs.Hostile)).Spec == spec,
        iter: 300, seed: "0N0XIzNsQ0O2", print: spec => DefinitionPrinter.Print(spec, []));

    [Fact]
    public void Attributes_may_be_written_as_people_write_them()
    {
        var spec = DefinitionReader.Read(
            """"
            #nullable enable
            #pragma warning disable CS8981
            using System;
            using Freeze;
            using Freeze.Definition;
            using static Freeze.Definition.Edge;
            namespace Outer
            {
                namespace @class.Inner
                {
                    /// <summary>Mine.</summary>
                    [global::Freeze.Definition.FrozenModelAttribute(name: "net"), Input(width: 8, height: 0x8, channels: 3, Mean = new[] { 1, .5f, -0.25f },
                        Deviation = new float[] { 1, 2u, 3 }, Order = Freeze.ChannelOrder.Bgr, Orientation = global::Freeze.Orientation.AsStored)]
                    #region layers
                    [type: Conv2D(@"st""em", From = Edge.Image, Channels = (1_6), Pads = [1, 0b1, 1, 1], KernelHeight = 3, KernelWidth = 3, Onnx = null)]
                    [Freeze.Definition.GlobalAveragePool("""po"ol""", From = "st\u0022em")] // the mean
                    [Dense("fc", From = "po\"ol", Outputs = +2)]
                    #endregion
                    [Labels("a", "b")]
                    internal sealed partial class @new : global::Freeze.FrozenModel
                    {
                        static partial void Note(string text);
                    }
                }
            }
            """",
            "net.cs").Spec;
        Assert.Equal(("Outer.class.Inner", "new", "net"), (spec.Namespace, spec.ClassName, spec.Name));
        Assert.Equal(
            new InputSpec(3, 8, 8, new[] { 1, 0.5f, -0.25f }, new[] { 1f, 2, 3 }) { Order = ChannelOrderKind.Bgr, Orientation = OrientationKind.AsStored },
            spec.Input);
        Assert.Equal(["st\"em", "po\"ol", "fc"], spec.Layers.Select(layer => layer.Name));
        Assert.Equal((16, new Extent(3, 3), new Extent(1, 1), "image"), (spec.Layers[0].Channels, spec.Layers[0].Kernel, spec.Layers[0].PadEnd, spec.Layers[0].From[0]));
        Assert.Equal(["a", "b"], spec.Labels);
        Assert.Equal(spec, DefinitionReader.Read(DefinitionPrinter.Print(spec, []), "net.cs").Spec);
    }

    [Theory]
    [InlineData("class Evil { }", "net.cs(8,7): the class 'Evil'")]
    [InlineData("static class E { [System.Runtime.CompilerServices.ModuleInitializer] public static void Run() { } }", "net.cs(8,14): the class 'E'")]
    [InlineData("enum Kind { A }", "net.cs(8,1): the type 'Kind'")]
    [InlineData("delegate void D();", "net.cs(8,1): the delegate 'D'")]
    [InlineData("record struct R;", "the record 'R'")]
    [InlineData("interface I { static int X = 1; }", "the interface 'I'")]
    [InlineData("namespace Deep { namespace Deeper { class Evil { } } }", "the class 'Evil'")]
    [InlineData("[FrozenModel(\"two\")] partial class Two : FrozenModel;", "the class 'Two'")]
    [InlineData("#if X\nclass Evil { }\n#endif", "net.cs(8,1): a directive, '#if X'")]
    [InlineData("#line 1 \"other.cs\"", "a directive, '#line 1 \"other.cs\"'")]
    [InlineData("#pragma checksum \"a\" \"{406EA660-64CF-4C82-B6F0-42D48172A799}\" \"ab\"", "a directive, '#pragma checksum")]
    public void What_stands_beside_the_class_is_named(string code, string words) => Refused(Source() + code, words);

    [Theory]
    [InlineData("[module: System.CLSCompliant(false)]", "net.cs(1,1): an attribute of the module")]
    [InlineData("[assembly: System.CLSCompliant(false)]", "net.cs(1,1): an attribute of the assembly")]
    [InlineData("System.Console.WriteLine();", "net.cs(1,1): a statement, 'System.Console.WriteLine();'")]
    [InlineData("extern alias other;", "an extern alias")]
    [InlineData("using FrozenModel = Evil.Model;", "net.cs(1,1): an alias, 'using FrozenModel = Evil.Model;'")]
    [InlineData("using Pair = (int, int);", "an alias")]
    [InlineData("#define X", "a directive, '#define X'")]
    public void What_stands_before_it_is_named(string code, string words) => Refused(code + "\n" + Source(), words);

    [Theory]
    [InlineData("static Net() { }", "a constructor in class 'Net'")]
    [InlineData("static int s_x = Run();", "the field 's_x' in class 'Net'")]
    [InlineData("static int X { get; } = 1;", "the property 'X' in class 'Net'")]
    [InlineData("public void Run() { }", "the method 'Run' in class 'Net'")]
    [InlineData("partial void Run() { }", "the method 'Run' in class 'Net'")]
    [InlineData("partial void Run() => Evil();", "the method 'Run' in class 'Net'")]
    [InlineData("[System.Runtime.CompilerServices.ModuleInitializer] static partial void Run();", "the method 'Run' in class 'Net'")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"evil\")] static extern void Run();", "the method 'Run' in class 'Net'")]
    [InlineData("class Evil { }", "the class 'Evil' in class 'Net'")]
    [InlineData("event System.Action E;", "the field 'E' in class 'Net'")]
    [InlineData("~Net() { }", "code, '~Net() { }' in class 'Net'")]
    public void What_stands_in_the_class_is_named(string member, string words) =>
        Refused(Source($"partial class Net : FrozenModel {{ {member} }}"), words);

    [Theory]
    [InlineData("class Net : FrozenModel;", "must be partial")]
    [InlineData("partial class Net;", "must derive from FrozenModel")]
    [InlineData("partial class Net : FrozenModel, System.IDisposable;", "must derive from FrozenModel, and from nothing else")]
    [InlineData("partial class Net : Evil.FrozenModel;", "must derive from FrozenModel")]
    [InlineData("partial class Net : FrozenModel<int>;", "must derive from FrozenModel")]
    [InlineData("partial class Net() : FrozenModel();", "a constructor of 'Net'")]
    [InlineData("abstract partial class Net : FrozenModel;", "must not be abstract")]
    [InlineData("static partial class Net : FrozenModel;", "must not be static")]
    [InlineData("unsafe partial class Net : FrozenModel;", "must not be unsafe")]
    [InlineData("partial class Net<T> : FrozenModel;", "must not be generic")]
    [InlineData("[System.Obsolete] partial class Net : FrozenModel;", "an attribute that is none of Freeze's, 'System.Obsolete'")]
    [InlineData("[Evil.Conv2D(\"a\")] partial class Net : FrozenModel;", "none of Freeze's, 'Evil.Conv2D'")]
    [InlineData("[Conv2D<int>(\"a\")] partial class Net : FrozenModel;", "none of Freeze's, 'Conv2D<int>'")]
    [InlineData("partial record Net : FrozenModel;", "the record 'Net'")]
    public void A_class_that_is_no_definition_is_refused(string declaration, string words) => Refused(Source(declaration), words);

    [Theory]
    [InlineData("Softmax(\"s\", Form = \"fc\")", "net.cs(6,15): [Softmax] has no 'Form'")]
    [InlineData("Softmax(\"s\", Name = \"t\")", "[Softmax] has no 'Name'")]
    [InlineData("Softmax(\"s\", From = \"fc\", From = \"fc\")", "From is given twice")]
    [InlineData("Softmax", "[Softmax] has no name")]
    [InlineData("Softmax(\"s\", \"t\")", "[Softmax] takes name, then properties by name")]
    [InlineData("Softmax(label: \"s\")", "[Softmax] takes name, then properties by name")]
    [InlineData("Softmax(7)", "'7' is no text in quotes")]
    [InlineData("Softmax(\"a\" + \"b\")", "net.cs(6,10): '\"a\" + \"b\"' is no text in quotes")]
    [InlineData("Softmax(nameof(Net))", "'nameof(Net)' is no text in quotes")]
    [InlineData("Softmax($\"{1}\")", "is no text in quotes")]
    [InlineData("Softmax(\"a\"u8)", "is no text in quotes")]
    [InlineData("Softmax(Evil.Image)", "'Evil.Image' is no text in quotes")]
    [InlineData("Softmax(Evil.Run())", "'Evil.Run()' is no text in quotes")]
    [InlineData("Dense(\"d\", Outputs = 1 + 1)", "'1 + 1' is no whole number")]
    [InlineData("Dense(\"d\", Outputs = 1.0)", "'1.0' is no whole number")]
    [InlineData("Dense(\"d\", Outputs = 3000000000)", "'3000000000' is no whole number")]
    [InlineData("Dense(\"d\", Outputs = (int)3)", "'(int)3' is no whole number")]
    [InlineData("Dense(\"d\", Outputs = \"3\")", "'\"3\"' is no whole number")]
    [InlineData("Dense(\"d\", Outputs = int.MaxValue)", "'int.MaxValue' is no whole number")]
    [InlineData("Dense(\"d\", Activation = (Activation)1)", "'(Activation)1' is none of Activation.None, Activation.Relu")]
    [InlineData("Dense(\"d\", Activation = Activation.Swish)", "'Activation.Swish' is none of")]
    [InlineData("Dense(\"d\", Activation = Evil.Activation.Relu)", "'Evil.Activation.Relu' is none of")]
    [InlineData("LayerNorm(\"n\", Epsilon = 0.5)", "'0.5' is no number such as 0.5f")]
    [InlineData("LayerNorm(\"n\", Epsilon = float.MaxValue)", "'float.MaxValue' is no number")]
    [InlineData("Concat(\"c\", From = \"fc\")", "'\"fc\"' is no list such as [1, 2]")]
    [InlineData("Concat(\"c\", From = [.. Evil.Names])", "is no list such as")]
    [InlineData("Concat(\"c\", From = new string[Evil.Run()])", "is no list such as")]
    [InlineData("Concat(\"c\", From = [[\"fc\"]])", "'[\"fc\"]' is no text in quotes")]
    [InlineData("ScaleShift(\"s\", PerElement = 1)", "'1' is neither true nor false")]
    [InlineData("Input(3, 8, 8)", "a second [Input]")]
    [InlineData("return: Softmax(\"s\")", "an attribute of the return")]
    public void What_is_no_value_is_named_with_its_place(string attribute, string words) =>
        Refused($"{Layers.Replace("[FrozenModel(\"net\")]\n", "", StringComparison.Ordinal)}\n[FrozenModel(\"net\")]\n[{attribute}] partial class Net : FrozenModel;", words);

    [Theory]
    [InlineData("Kernel = 3", "Kernel = 30", "net.cs(3,2): error FRZ003")]
    [InlineData("From = \"pool\"", "From = \"pol\"", "net.cs(5,2): error FRZ001")]
    [InlineData("Kernel = 3", "Kernel = 2147483647", "net.cs(3,2): error FRZ006")]
    [InlineData("[Input(3, 8, 8)]", "", "error FRZ006: The model has no [Input(channels, height, width)]")]
    [InlineData("\"net\"", "\"a/b\"", "net.cs(1,2): error FRZ006: 'a/b' cannot be the base name of files")]
    [InlineData("Image", "Image Image", "error CS")]
    public void A_model_that_is_wrong_is_named_where_it_is(string old, string edited, string words)
    {
        var error = Assert.Throws<FreezeException>(() => DefinitionReader.Read(Source().Replace(old, edited, StringComparison.Ordinal), "net.cs"));
        Assert.StartsWith("'net.cs' does not compile:", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Nested deeper than any stack: refused or read, and the process lives on.</summary>
    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("\"a\" + ", "")]
    [InlineData("a.", "")]
    [InlineData("a()", "")]
    [InlineData("!(int)", "")]
    [InlineData("$\"{", "}\"")]
    [InlineData("new[]{", "}")]
    public void Deep_expressions_do_no_harm(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        var error = Assert.Throws<FreezeException>(() => DefinitionReader.Read(Source().Replace("Outputs = 2", "Outputs = " + deep, StringComparison.Ordinal), "net.cs"));
        Assert.Contains("net.cs(5,", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespace a { ", "}", "net.cs(8,1): brackets in more than 100 others")]
    [InlineData("class a { ", "}", "net.cs(8,1): brackets in more than 100 others")]
    [InlineData("#if X\n\"\"\"\n#endif\n", "", "net.cs(8,1): a directive, '#if X'")]
    public void Deep_declarations_do_no_harm(string open, string close, string words) =>
        Refused(Source() + string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000)), words);

    [Fact]
    public void Brackets_and_quotes_in_texts_and_comments_are_no_nesting()
    {
        var names = Enumerable.Range(0, 300).Select(i => $"\"(([[{{{{\\\"{i}\", @\"\"\"([{{{i}\", \"\"\"(([{{\"{i}\"\"\"");
        var text = $"/* ((( \" */ // it's [[[\n#region it's {{{{\n{Layers}\n[Labels({string.Join(",\n", names)})]\n#endregion\npartial class Net : FrozenModel;";
        Assert.Equal(900, DefinitionReader.Parse(text).Spec.Labels.Count);
    }

    [Theory]
    [InlineData("// [FrozenModel(\"net\")]", false)]
    [InlineData("class A { string s = \"[FrozenModel(\\\"net\\\")]\"; }", false)]
    [InlineData("[FrozenModel(\"net\")] class A;", true)]
    [InlineData("namespace A { class B { [Freeze.Definition.FrozenModel(\"net\")] class A; } }", true)]
    [InlineData("[global::Freeze.Definition.FrozenModelAttribute(\"net\")] class A;", true)]
    public void A_model_is_an_attribute_and_no_text(string source, bool isModel) => Assert.Equal(isModel, DefinitionReader.HasModel(source));

    private static string Source(string declaration = "public sealed partial class Net : FrozenModel;") => $"{Layers}\n{declaration}\n\n";

    private static void Refused(string source, string words)
    {
        var error = Assert.Throws<FreezeException>(() => DefinitionReader.Read(source, "net.cs"));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("--trust", error.Message, StringComparison.Ordinal);
    }
}

using System.Text;
using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Generators;
using Freeze.Onnx2Cs.Compilation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Definitions in C#: read as syntax, as every command reads a model folder's, and run through the generator, as a project's are. What is read is
/// printed and read again: it must say the same. The generator must neither throw nor stop the compiler, and where it finds nothing wrong with a
/// definition that the compiler likes as well, what it writes must compile (tried for one input in <see cref="CompiledOneIn"/>: it takes long).
/// </summary>
internal sealed class DefinitionTarget : FuzzTarget
{
    private const int CompiledOneIn = 32;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest);

    private static readonly byte[][] s_words = [.. DefinitionMutator.Words.Select(Encoding.UTF8.GetBytes)];

    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "Fuzz",
        [],
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Memory.dll")
            .Append(typeof(FrozenModel).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false));

    public override string Name => "definitions";

    public override int Runs => 1_500;

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds => DefinitionSeeds.All.Select(Encoding.UTF8.GetBytes);

    public override byte[] Make(Random random) => DefinitionMutator.Make(random, random.Of(DefinitionSeeds.All));

    public override void Run(byte[] input, string folder)
    {
        var text = Encoding.UTF8.GetString(input);
        FreezeException? refused = null;
        try
        {
            var printed = DefinitionPrinter.Print(DefinitionReader.Read(text, "Model.cs").Spec, []);
            if (Printed(printed) != printed) throw new HarmException("crash", $"read again it says something else: {printed}");
        }
        catch (FreezeException e)
        {
            refused = e;
        }

        Generate(text, compile: input.Length % CompiledOneIn == 0);
        if (refused is not null) throw refused;
    }

    private static string Printed(string printed)
    {
        try
        {
            return DefinitionPrinter.Print(DefinitionReader.Read(printed, "Printed.cs").Spec, []);
        }
        catch (FreezeException e)
        {
            throw new HarmException("crash", $"what a definition is printed as is refused: {e.Message}");
        }
    }

    private static void Generate(string text, bool compile)
    {
        var tree = CSharpSyntaxTree.ParseText(text, s_options, "Model.cs");
        var compilation = s_empty.AddSyntaxTrees(tree);
        var run = CSharpGeneratorDriver.Create([new FreezeGenerator().AsSourceGenerator()], parseOptions: s_options)
            .RunGenerators(compilation).GetRunResult();
        if (run.Results[0].Exception is { } thrown) throw new InvalidOperationException("the generator threw", thrown);
        if (run.Diagnostics.FirstOrDefault(d =>
            d.Severity == DiagnosticSeverity.Error) is { } error) throw new FreezeException($"{error.Id} {error.GetMessage()}");
        if (run.GeneratedTrees.IsEmpty) throw new FreezeException("there is no definition");
        if (compile) Compile(compilation, run, tree);
    }

    private static void Compile(CSharpCompilation compilation, GeneratorDriverRunResult run, SyntaxTree own)
    {
        var errors = compilation.AddSyntaxTrees(run.GeneratedTrees).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length == 0) return;

        // A definition that is wrong in itself may make wrong what belongs to it.
        if (errors.FirstOrDefault(e => e.Location.SourceTree == own
            || e.Location.SourceTree is null) is { } theirs) throw new FreezeException($"{theirs.Id} {theirs.GetMessage()}");
        throw new HarmException("crash", $"the generator wrote code that does not compile: {errors[0]}");
    }
}

using System.Reflection;
using System.Runtime.Loader;
using Freeze.Generators;
using Freeze.Generators.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>
/// Compiles a definition in memory with the generator that ships, so that what is verified, fitted and evaluated is what users run.
/// </summary>
internal static class DefinitionCompiler
{
    // Two definitions of one name may be compiled in one process, and an assembly's name can be taken only once.
    private static int s_count;

    /// <summary>Compiles a model whose definition is printed for the purpose; nothing of the file that it was read from is.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="place">The file, and where the class stands in it: what errors point at.</param>
    /// <exception cref="FreezeException">It does not compile; every diagnostic is listed.</exception>
    public static CompiledModel Compile(ModelSpec spec, LocationInfo place) => Compile(DefinitionPrinter.Print(spec, []), place.Path, place);

    /// <summary>Compiles a definition as it is. What its text holds besides the model runs, too: it must come from this program or be trusted.</summary>
    /// <param name="source">The definition, C#.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="place">Where errors point, if not into the source.</param>
    /// <exception cref="FreezeException">It does not compile; every diagnostic is listed.</exception>
    public static CompiledModel Compile(string source, string path, LocationInfo? place = null)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"Freeze.Definition.{Path.GetFileNameWithoutExtension(path)}.{Interlocked.Increment(ref s_count)}",
            [CSharpSyntaxTree.ParseText(source, options, path)],
            References(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create([new FreezeGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var diagnostics);
        using var image = new MemoryStream();
        var emitted = complete.Emit(image);

        // A definition that the generator refuses has no Forward either; the compiler's complaint about that would only distract.
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length == 0) errors = [.. emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
            throw DefinitionReader.DoesNotCompile(path, errors.Take(20).Select(e => place is null ? e.ToString()
                : $"{DefinitionReader.Position(place)}: error {e.Id}: {e.GetMessage(null)}"));

        var assembly = AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(image.ToArray()));
        var type = assembly.GetTypes().FirstOrDefault(t => t.IsSubclassOf(typeof(FrozenModel)) && !t.IsAbstract)
            ?? throw new FreezeException($"'{path}' defines no model: a class with [FrozenModel] that derives from FrozenModel is missing.");
        var generated = string.Concat(driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));
        return new CompiledModel(type, generated);
    }

    private static IEnumerable<MetadataReference> References()
    {
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"));
        return platform.Append(typeof(FrozenModel).Assembly.Location).Where(File.Exists).Distinct()
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}

/// <summary>A model that was compiled in memory.</summary>
/// <param name="Type">The class.</param>
/// <param name="GeneratedSource">What the generator wrote.</param>
internal sealed record CompiledModel(Type Type, string GeneratedSource)
{
    /// <summary>The plan; needs no weights.</summary>
    public ModelPlan Plan { get; } = ((FrozenModel)Activator.CreateInstance(Type)!).Plan;

    /// <summary>Makes an instance and loads its files.</summary>
    public FrozenModel Load(string folder, FrozenModelOptions? options = null)
    {
        var model = (FrozenModel)Activator.CreateInstance(Type)!;

        // A folder from the command line counts from where the user is, not from this tool.
        model.Open(Path.GetFullPath(folder), options);
        return model;
    }
}

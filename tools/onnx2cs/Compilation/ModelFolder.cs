using System.Security.Cryptography;
using Freeze.Calibration;
using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Compilation;

/// <summary>A folder that holds a model: definition, weights, perhaps caches.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Definition">Path of the definition.</param>
/// <param name="Model">The compiled definition.</param>
internal sealed record ModelFolder(string Path, string Definition, CompiledModel Model)
{
    private static string Version => typeof(ModelFolder).Assembly.GetName().Version!.ToString(2);

    /// <summary>Path of the caches, whether or not they are there.</summary>
    public string CachePath => System.IO.Path.Combine(Path, Model.Plan.Name + ".cache.safetensors");

    /// <summary>
    /// Writes a converted model into a folder beside the files that are there, looks at it, and only then puts it in their place. Whatever goes wrong,
    /// a full disk or a check that fails, leaves the folder as it was.
    /// </summary>
    /// <param name="converted">The model.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="check">Throws when the model must not be used.</param>
    public static ModelFolder Write(ConvertedModel converted, string folder, Action<ModelFolder> check)
    {
        var existed = Directory.Exists(folder);
        var partial = System.IO.Path.Combine(folder, $".{Environment.ProcessId}.partial");
        try
        {
            var written = Write(converted, partial);
            check(written);
            foreach (var file in Directory.GetFiles(partial)) File.Move(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)), overwrite: true);
            return written with { Path = folder, Definition = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(written.Definition)) };
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            if (!existed && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }

    /// <summary>Writes a converted model: definition, canonical weights and weights packed for the CPU.</summary>
    public static ModelFolder Write(ConvertedModel converted, string folder)
    {
        Directory.CreateDirectory(folder);
        var definition = System.IO.Path.Combine(folder, converted.Spec.ClassName + ".cs");
        var source = DefinitionPrinter.Print(converted.Spec, [Header(converted)]);
        var model = DefinitionCompiler.Compile(source, definition);
        WriteWhole(definition, source);
        WeightFiles.WriteCanonical(folder, model.Plan, converted.Tensors, new Dictionary<string, string>
        {
            ["source.file"] = System.IO.Path.GetFileName(converted.Graph.Source),
            ["source.sha256"] = converted.SourceSha256,
            ["source.opset"] = converted.Opset.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["source.producer"] = converted.Graph.Producer,
        });
        WeightFiles.WriteCpu(folder, model.Plan);
        return new ModelFolder(folder, definition, model);
    }

    /// <summary>Opens a folder and compiles its definition.</summary>
    public static ModelFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FreezeException($"The folder '{folder}' does not exist. Make it with onnx2cs convert MODEL -o {folder}.");
        var definitions = Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal)
            .Where(path => File.ReadAllText(path).Contains("[FrozenModel(", StringComparison.Ordinal)).ToArray();
        return definitions switch
        {
            [var only] => new ModelFolder(folder, only, DefinitionCompiler.Compile(File.ReadAllText(only), only)),
            [] => throw new FreezeException(
                $"'{folder}' holds no definition (a .cs file with [FrozenModel]). Make one with onnx2cs convert MODEL -o {folder}."),
            _ => throw new FreezeException(
                $"'{folder}' holds several definitions: {string.Join(", ", definitions.Select(System.IO.Path.GetFileName))}. "
                + "Keep one model in a folder."),
        };
    }

    /// <summary>Files that the model comes from: the ONNX file, where the canonical weights are there to name it, and the definition.</summary>
    public IReadOnlyList<FileHash> Hashes()
    {
        using var stream = File.OpenRead(Definition);
        var definition = new FileHash(System.IO.Path.GetFileName(Definition), Convert.ToHexStringLower(SHA256.HashData(stream)));
        var canonical = System.IO.Path.Combine(Path, Model.Plan.Name + ".safetensors");
        if (!File.Exists(canonical)) return [definition];
        using var file = SafetensorsFile.Open(canonical);
        return file.Metadata.TryGetValue("source.file", out var source) && file.Metadata.TryGetValue("source.sha256", out var sha256)
            ? [new FileHash(source, sha256), definition] : [definition];
    }

    private static string Header(ConvertedModel converted) =>
        $"{System.IO.Path.GetFileName(converted.Graph.Source)}, sha256 {converted.SourceSha256}, opset {converted.Opset}, "
        + $"converted by onnx2cs {Version}";

    private static void WriteWhole(string path, string text)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
    }
}

using System.Security.Cryptography;
using System.Text;
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
    // The definition of a network of 20,000 layers takes 4 MB.
    private const int MostSource = 64 << 20;

    private static string Version => typeof(ModelFolder).Assembly.GetName().Version!.ToString(2);

    /// <summary>Path of the caches, whether or not they are there.</summary>
    public string CachePath => System.IO.Path.Combine(Path, Model.Plan.Name + ".cache.safetensors");

    /// <summary>
    /// Writes a converted model into a folder beside the files that are there, looks at it, and only then puts it in their place. Whatever goes wrong,
    /// a full disk or a check that fails, leaves the folder as it was.
    /// </summary>
    /// <param name="converted">The model.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="inputs">Files that the model was made from; none is replaced.</param>
    /// <param name="check">Throws when the model must not be used.</param>
    public static ModelFolder Write(ConvertedModel converted, string folder, IReadOnlyList<string> inputs, Action<ModelFolder> check)
    {
        var spec = converted.Spec;
        foreach (var name in new[] { spec.ClassName + ".cs", spec.Name + ".safetensors", spec.Name + ".cpu.safetensors" })
            CheckReplaceable(System.IO.Path.Combine(folder, name), inputs);
        ModelFolder? written = null;
        FolderUpdate.Run(folder, partial =>
        {
            written = Write(converted, partial);
            check(written);
        });
        return written! with { Path = folder, Definition = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(written!.Definition)) };
    }

    /// <summary>Writes a converted model: definition, canonical weights and weights packed for the CPU.</summary>
    public static ModelFolder Write(ConvertedModel converted, string folder)
    {
        Directory.CreateDirectory(folder);
        var definition = System.IO.Path.Combine(folder, converted.Spec.ClassName + ".cs");
        var source = DefinitionPrinter.Print(converted.Spec, [Header(converted)]);
        var model = DefinitionCompiler.Compile(source, definition);
        AtomicFile.Write(definition, stream => stream.Write(Encoding.UTF8.GetBytes(source)));
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

    /// <summary>Opens a folder: its definition is read, and what it says is compiled. No code of the folder runs unless it is trusted.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="trust">Whether the definition is compiled as it is, with whatever else stands in it.</param>
    /// <exception cref="FreezeException">There is no definition, several, or one that cannot be read.</exception>
    public static ModelFolder Open(string folder, bool trust = false)
    {
        if (!Directory.Exists(folder))
            throw new FreezeException($"The folder '{folder}' does not exist. Make it with onnx2cs convert MODEL -o {folder}.");
        FolderUpdate.Finish(folder);
        var files = ReadSources(folder);
        var definitions = files.Where(file => DefinitionReader.HasModel(file.Text)).ToArray();
        if (definitions is not [var (path, text)])
        {
            throw definitions.Length == 0
                ? new FreezeException($"'{folder}' holds no definition (a .cs file with [FrozenModel]). Make one with onnx2cs convert MODEL -o {folder}.")
                : new FreezeException(
                    $"'{folder}' holds several definitions: {string.Join(", ", definitions.Select(file => System.IO.Path.GetFileName(file.Path)))}. "
                    + "Keep one model in a folder.");
        }

        if (trust) return new ModelFolder(folder, path, DefinitionCompiler.Compile(text, path));
        var (spec, place) = DefinitionReader.Read(text, path);
        foreach (var (other, content) in files)
        {
            if (other != path && DefinitionReader.OtherPart(content, other, spec.ClassName) is { } part)
                throw new FreezeException($"{part}: attributes of '{spec.ClassName}', which '{path}' defines. Move them there: a model stands in one file.");
        }

        return new ModelFolder(folder, path, DefinitionCompiler.Compile(spec, place));
    }

    /// <summary>Refuses to go on when another process has put other weights into the folder meanwhile: what was made for the old ones is of no use.</summary>
    /// <param name="weights">SHA-256 of the weights that something was made for.</param>
    public void CheckWeights(string weights)
    {
        using var file = SafetensorsFile.Open(System.IO.Path.Combine(Path, Model.Plan.Name + ".cpu.safetensors"));
        if (file.Metadata.GetValueOrDefault("freeze.weights") == weights) return;
        throw new FreezeException($"The model in '{Path}' was converted anew meanwhile; its caches were not written. Run the command again.");
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

    // All files of C# in a folder; those beside the definition take no part in the model.
    private static List<(string Path, string Text)> ReadSources(string folder)
    {
        var (files, rest) = (new List<(string Path, string Text)>(), MostSource);
        foreach (var path in Directory.EnumerateFiles(folder, "*.cs").Order(StringComparer.Ordinal))
        {
            if (InputFile.KindOf(path) == FileKind.File && new FileInfo(TruePath.Of(path) ?? path).Length == 0) continue;
            var text = InputFile.ReadText(path, "file", MostSource);
            if ((rest -= text.Length) < 0) throw new FreezeException($"'{folder}' holds more than {MostSource >> 20} MB of C#, which no model takes.");
            files.Add((path, text));
        }

        return files;
    }

    // Whatever is not a model's must have been put there for another purpose.
    private static void CheckReplaceable(string path, IReadOnlyList<string> inputs)
    {
        var kind = InputFile.KindOf(path);
        if (kind == FileKind.Missing) return;
        if (kind != FileKind.File) throw new FreezeException($"'{path}' {InputFile.Is(kind)}, and stands where the model's file belongs. Move it away.");
        if (inputs.Any(input => TruePath.Of(input) is { } used && used == TruePath.Of(path)))
            throw new FreezeException($"'{path}' is one of the files that the model is made from; it is not replaced. Choose another folder or --name.");
        if (InputFile.Problem(path) is not null) return;
        var foreign = System.IO.Path.GetExtension(path) == ".cs" ? !DefinitionReader.HasModel(InputFile.ReadText(path, "file", MostSource)) : IsForeign(path);
        if (foreign) throw new FreezeException($"'{path}' is no file of a model, and is not replaced. Move it away, or choose another folder or --name.");
    }

    // A broken file is what converting again repairs.
    private static bool IsForeign(string weights)
    {
        try
        {
            using var file = SafetensorsFile.Open(weights);
            return !file.Metadata.ContainsKey("freeze.kind");
        }
        catch (FreezeException)
        {
            return false;
        }
    }
}

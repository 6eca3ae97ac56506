using System.Runtime.CompilerServices;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Networks that lie beside the repository, where there are any.</summary>
internal static class SharedModels
{
    public static readonly TheoryData<string> Names = ["cifar-resnet20", "cifar-resnet32", "resnet18-w16-cifar10", "resnet18-cifar10"];

    private static string Shared => Environment.GetEnvironmentVariable("FREEZE_SHARED") ?? Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "shared"));

    public static string Folder(string name)
    {
        var folder = Path.Combine(Shared, "models", name);
        Skip.IfNot(File.Exists(Path.Combine(folder, "model.onnx")), $"{folder} is absent; set FREEZE_SHARED to the folder that holds models/");
        return folder;
    }

    /// <summary>A data set that lies beside the models.</summary>
    public static string Data(string name)
    {
        var path = Path.Combine(Shared, "data", name);
        Skip.IfNot(File.Exists(path), $"{path} is absent; set FREEZE_SHARED to the folder that holds data/");
        return path;
    }

    /// <summary>Folders of small models with test data; none is a reason to skip.</summary>
    public static string[] FieldCases()
    {
        var folder = Path.Combine(Shared, "cases", "field");
        Skip.IfNot(Directory.Exists(folder), $"{folder} is absent; set FREEZE_SHARED to the folder that holds cases/");
        return [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .Where(one => File.Exists(Path.Combine(one, "model.onnx")) && File.Exists(Path.Combine(one, "test_data_set_0", "output_0.pb")))];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

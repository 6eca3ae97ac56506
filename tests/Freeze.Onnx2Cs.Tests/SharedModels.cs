using System.Runtime.CompilerServices;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Networks that lie beside the repository, where there are any.</summary>
internal static class SharedModels
{
    public static readonly TheoryData<string> Names = ["cifar-resnet20", "cifar-resnet32", "resnet18-w16-cifar10", "resnet18-cifar10"];

    public static string Folder(string name)
    {
        var shared = Environment.GetEnvironmentVariable("FREEZE_SHARED") ?? Path.Combine(Here(), "..", "..", "..", "shared");
        var folder = Path.Combine(shared, "models", name);
        Skip.IfNot(File.Exists(Path.Combine(folder, "model.onnx")), $"{folder} is absent; set FREEZE_SHARED to the folder that holds models/");
        return folder;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

using System.Runtime.CompilerServices;

namespace Freeze.Published.Tests;

/// <summary>Where things lie in the source tree.</summary>
internal static class Repository
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Sample => Path.Combine(s_root, "samples", "EdgeClassifier");

    public static string DeviceCheck => Path.Combine(s_root, "bench", "DeviceCheck");

    public static string[] Images => [.. Directory.GetFiles(Path.Combine(Sample, "Images"), "*.png").Order(StringComparer.Ordinal)];

    /// <summary>The sample as the solution's build left it, in the configuration of these tests.</summary>
    public static string Built
    {
        get
        {
            var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
            var framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(Sample, "bin", configuration, framework, "edge-classifier.dll");
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

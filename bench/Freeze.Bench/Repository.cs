namespace Freeze.Bench;

/// <summary>The repository that this program was built in.</summary>
internal static class Repository
{
    /// <summary>Its folder; null when the program was copied elsewhere.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Where measurement data lies by default: beside the repository, or where FREEZE_SHARED says.</summary>
    public static string Shared => Environment.GetEnvironmentVariable("FREEZE_SHARED") is { Length: > 0 } set
        ? set
        : Path.GetFullPath(Path.Combine(Root ?? ".", "..", "shared"));

    private static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Freeze.sln"))) return folder;
        return null;
    }
}

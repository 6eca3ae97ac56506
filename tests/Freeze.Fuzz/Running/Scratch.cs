namespace Freeze.Fuzz.Running;

/// <summary>Folders for files that live for a moment: in memory, where the system has such a place and TMPDIR names no other.</summary>
internal static class Scratch
{
    private const string InMemory = "/dev/shm";

    public static DirectoryInfo Create() => Environment.GetEnvironmentVariable("TMPDIR") is null && Directory.Exists(InMemory)
        ? Directory.CreateDirectory(Path.Combine(InMemory, $"freeze-fuzz-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("freeze-fuzz-");
}

namespace Freeze.Bench.Commands;

/// <summary>A temporary folder that goes when the command does.</summary>
internal sealed class Workspace : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("freeze-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

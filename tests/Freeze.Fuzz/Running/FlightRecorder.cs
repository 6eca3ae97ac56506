using System.Text;

namespace Freeze.Fuzz.Running;

/// <summary>
/// Keeps the name of the input at hand in a file: it outlives the process, so an input that ends it (a fault in unsafe code, a stack that
/// overflows) is known all the same.
/// </summary>
internal sealed class FlightRecorder : IDisposable
{
    private const int Longest = 64;

    private readonly string _path;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;

    public FlightRecorder(string folder, string target)
    {
        Directory.CreateDirectory(folder);
        _path = PathOf(folder, target);
        _file = File.OpenHandle(_path, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The input that was at hand when an earlier process died; null after one that ended.</summary>
    public static string? Left(string folder, string target) =>
        File.Exists(PathOf(folder, target)) ? File.ReadAllText(PathOf(folder, target)).Trim() : null;

    public void Note(string input) => RandomAccess.Write(_file, Encoding.ASCII.GetBytes(input.PadRight(Longest)), 0);

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    private static string PathOf(string folder, string target) => Path.Combine(folder, "running-" + target);
}

using System.IO.MemoryMappedFiles;

namespace Freeze.Fuzz.Running;

/// <summary>
/// Keeps the numbers of the inputs at hand in a mapped file: it outlives the process, so an input that ends it (a fault in unsafe code, a stack that
/// overflows) is known all the same.
/// </summary>
internal sealed class FlightRecorder : IDisposable
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public FlightRecorder(string folder, string format, int workers)
    {
        Directory.CreateDirectory(folder);
        _path = PathOf(folder, format);
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Create, null, workers * sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Inputs that were at hand when an earlier process died; none after a run that ended.</summary>
    public static IReadOnlyList<long> Left(string folder, string format)
    {
        var path = PathOf(folder, format);
        if (!File.Exists(path)) return [];
        var bytes = File.ReadAllBytes(path);
        return [.. Enumerable.Range(0, bytes.Length / sizeof(long)).Select(i => BitConverter.ToInt64(bytes, i * sizeof(long)))];
    }

    public void Note(int worker, long index) => _view.Write(worker * sizeof(long), index);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    private static string PathOf(string folder, string format) => Path.Combine(folder, $"running-{format}");
}

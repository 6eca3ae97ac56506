using Freeze.Fuzz.Running;
using Freeze.Storage;

namespace Freeze.Fuzz.Targets;

/// <summary>Files as Freeze writes them, read back.</summary>
internal static class Saved
{
    public static byte[] Bytes(SafetensorsWriter writer) => Bytes(writer.Save);

    public static byte[] Bytes(Action<string> save)
    {
        var folder = Scratch.Create();
        try
        {
            var path = Path.Combine(folder.FullName, "seed");
            save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

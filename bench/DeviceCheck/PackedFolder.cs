using Freeze.Storage;

namespace Freeze.DeviceCheck;

/// <summary>
/// A folder of model files with the processor's packed weights. Canonical weights and caches are all that has to be copied to a machine: where the
/// packed ones, which are larger, are missing, they are made in a folder of their own.
/// </summary>
internal sealed class PackedFolder : IDisposable
{
    private readonly bool _own;

    public PackedFolder(string folder, ModelPlan plan)
    {
        Path = folder;
        var canonical = System.IO.Path.Combine(folder, plan.Name + ".safetensors");
        if (File.Exists(System.IO.Path.Combine(folder, plan.Name + ".cpu.safetensors")) || !File.Exists(canonical)) return;
        Path = Directory.CreateTempSubdirectory("freeze-device-check-").FullName;
        _own = true;
        try
        {
            foreach (var name in new[] { plan.Name + ".safetensors", plan.Name + ".cache.safetensors" })
                if (System.IO.Path.Combine(folder, name) is var file && File.Exists(file)) File.Copy(file, System.IO.Path.Combine(Path, name));
            WeightFiles.WriteCpu(Path, plan);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        if (_own) Directory.Delete(Path, recursive: true);
    }
}

namespace Freeze.Gpu;

/// <summary>A device with a driver of its own. It is opened when the first model is loaded on it, and all models share it.</summary>
internal abstract class GpuDevice : Device
{
    private readonly Lazy<GpuContext> _context;

    protected GpuDevice() => _context = new(Open);

    /// <summary>Whether it is a GPU: an OpenCL device may well be the processor.</summary>
    public abstract bool IsGpu { get; }

    /// <summary>The device, opened.</summary>
    public GpuContext Context => _context.Value;

    internal override DeviceModel Load(ModelPlan plan, string folder, FrozenModelOptions options)
    {
        if (Problem is not null) throw new FreezeException($"The device '{Name}' cannot be used: {Problem}");

        // A processor that plays a GPU runs what is queued ahead in earnest; a GPU has it for nothing.
        return new GpuModel(Context, pipelined: IsGpu, plan, folder, options);
    }

    protected abstract GpuContext Open();
}

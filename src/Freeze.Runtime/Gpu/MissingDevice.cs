namespace Freeze.Gpu;

/// <summary>A kind of device of which this machine has none that could be used.</summary>
/// <param name="name">Name as command lines take it.</param>
/// <param name="description">What it would be.</param>
/// <param name="problem">Why there is none, and what to do about it.</param>
internal sealed class MissingDevice(string name, string description, string problem) : Device
{
    public override string Name => name;

    public override string Description => description;

    public override string? Problem => problem;

    internal override DeviceModel Load(ModelPlan plan, string folder, FrozenModelOptions options) =>
        throw new FreezeException($"The device '{Name}' cannot be used: {problem}");
}

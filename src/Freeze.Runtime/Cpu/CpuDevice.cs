using System.Runtime.InteropServices;

namespace Freeze.Cpu;

/// <summary>The processor.</summary>
internal sealed class CpuDevice : Device
{
    public override string Name => "cpu";

    public override string Description =>
        $"{RuntimeInformation.ProcessArchitecture}, {InstructionSet.Name} ({InstructionSet.Width}-bit vectors), {Environment.ProcessorCount} cores";

    internal override DeviceModel Load(ModelPlan plan, string folder, FrozenModelOptions options) => new CpuModel(plan, folder, options);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Freeze.Fuzz.Running;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// A reader with one fault, by which tests check that faults are found. Inputs are eight bytes each, and <see cref="Bad"/> is the one that does
/// harm. It is none of the targets that are listed.
/// </summary>
/// <param name="fault">crash, escape, slow, endless, heap, native, overrun, stack; refused is none.</param>
internal sealed class PlantedTarget(string fault) : FuzzTarget
{
    private const int Megabyte = 1 << 20;

    /// <summary>The input of number 37 with the seed 1.</summary>
    public static byte[] Bad { get; } = Next(Checker.RandomOf(1, 37));

    public override string Name => FuzzTargets.Planted + fault;

    public override int Runs => 100;

    public override IEnumerable<byte[]> Seeds => [new byte[8]];

    public override byte[] Make(Random random) => Next(random);

    public override void Run(byte[] input, string folder)
    {
        if (!input.AsSpan().SequenceEqual(Bad)) return;
        switch (fault)
        {
            case "crash": throw new InvalidOperationException("planted");
            case "escape": throw new HarmException("escape", "planted");
            case "refused": throw new FreezeException("image 17 is damaged");
            case "slow": Spin(Limits.CpuSeconds * 1.2); break;
            case "endless": Spin(double.PositiveInfinity); break;
            case "heap": GC.KeepAlive(Enumerable.Range(0, 400).Select(_ => new byte[Megabyte]).ToArray()); break;
            case "native": Native(600); break;
            case "overrun": Overrun(); break;
            case "stack": _ = Deeper(1); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), $"There is no fault '{fault}'.");
        }
    }

    private static byte[] Next(Random random) => BitConverter.GetBytes(random.NextInt64());

    private static void Spin(double seconds)
    {
        var begin = Environment.CpuUsage.TotalTime;
        while ((Environment.CpuUsage.TotalTime - begin).TotalSeconds < seconds) Thread.SpinWait(1000);
    }

    private static unsafe void Native(int megabytes)
    {
        var bytes = (nuint)megabytes * Megabyte;
        var memory = NativeMemory.Alloc(bytes);
        NativeMemory.Fill(memory, bytes, 1);
        NativeMemory.Free(memory);
    }

    private static unsafe void Overrun()
    {
        var memory = (byte*)NativeMemory.Alloc(24);
        memory[24] = 1;
        NativeMemory.Free(memory);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper(int depth) => depth == 0 ? 0 : 1 + Deeper(depth + 1);
}

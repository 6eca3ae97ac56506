using System.Runtime.InteropServices;
using Freeze.DeviceCheck.Correctness;
using Freeze.DeviceCheck.Models;

namespace Freeze.DeviceCheck;

/// <summary>The whole check. What it prints is Markdown, for bench/RESULTS.md.</summary>
/// <param name="device">The device to check.</param>
/// <param name="folder">Folder of the timed network's files; null for random weights.</param>
/// <param name="images">Folder or .tar file of images; null draws them.</param>
/// <param name="time">How long each time is measured; null measures none and takes fewer images.</param>
/// <param name="python">Interpreter to time PyTorch with; null leaves it out.</param>
internal sealed class Check(Device device, string? folder, string? images, TimeSpan? time, string? python)
{
    private const int Images = 3;

    /// <summary>Runs it.</summary>
    /// <returns>Whether everything was right.</returns>
    public bool Run()
    {
        // First of all: a file that is missing should not be found out about after minutes.
        using var timed = new TimedModel();
        using var network = new TimedNetwork(device, folder, images, quick: time is null);
        Console.WriteLine($"- device: {device.Name}, {device.Description}");
        Console.WriteLine($"- processor: {Device.Cpu.Description}; {RuntimeInformation.OSDescription}");
        Console.WriteLine($"- network: {timed.Plan.Name}, {(folder is null ? "random weights" : "weights of its files")}; "
            + $"{(images is null ? "drawn images" : "images of a data set")}");
        Console.WriteLine();
        Console.WriteLine("Every layer against the processor, error as a share of the tensor's largest value "
            + $"(passes up to {Table.Number(LayerCheck.Tolerance, "0e+0")}):");
        Console.WriteLine();
        Table.Head("network", "layer", "error", "");
        var right = CheckLayers<Convolutions>();
        right &= CheckLayers<Pools>();
        right &= CheckLayers<ElementWise>();
        right &= CheckLayers<Activations>();

        right &= network.CheckLayers();
        right &= network.CheckAnswers();
        if (time is { } each)
        {
            network.PrintTimes(each);
            if (python is not null) right &= PyTorch.Run(python, each);
        }

        return right;
    }

    // Several images run together, so that a kernel that mixes them up is found out.
    private bool CheckLayers<T>()
        where T : FrozenModel, new()
    {
        using var seeded = SeededFolder.Of<T>();
        using var cpu = FrozenModel.Load<T>(seeded.Path, new() { Device = Device.Cpu });
        using var gpu = FrozenModel.Load<T>(seeded.Path, new() { Device = device });
        return LayerCheck.Print(cpu, gpu, Pictures.Draw(cpu.Plan.Input, Images), Images);
    }
}

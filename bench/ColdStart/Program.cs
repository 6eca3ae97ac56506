using System.Runtime.InteropServices;
using Freeze;
using Freeze.Bench.ColdStart;

// cold-start FOLDER INPUT THREADS: loads the network, answers one image (raw floats), prints the class, the peak memory, and the
// median milliseconds of an answer once the program is warm.
if (args is not [var folder, var input, var threads] || !int.TryParse(threads, out var count))
{
    Console.Error.WriteLine("usage: cold-start FOLDER INPUT THREADS");
    return 2;
}

using var model = FrozenModel.Load<Network>(folder, new FrozenModelOptions { Threads = count, UseCaches = false });
var image = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(input));
Console.WriteLine(model.Predict(image).Class);
Console.WriteLine(PeakMemory.Kilobytes());
var pixels = image.ToArray();
Console.WriteLine(Warm.Milliseconds(() => model.Predict(pixels)));
return 0;

using Freeze.Devices.Tests.Models;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>Every operator on every device against naive loops in double.</summary>
public sealed class OperatorTests(ITestOutputHelper output)
{
    // Sums of a few hundred products in float, and exponentials that hardware approximates to 22 bits.
    private const double Tolerance = 2e-5;

    public static TheoryData<string, string> Cases => TestDevices.With(OperatorCases.Names, TestDevices.Names);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void An_operator_computes_what_it_is_said_to(string name, string device)
    {
        var error = OperatorCases.Get(name).Error(TestDevices.Get(device));
        output.WriteLine($"{name} on {device}: relative error {error:0.0e+0}");
        Assert.InRange(error, 0, Tolerance);
    }
}

using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.DeviceCheck.Models;

/// <summary>Every activation by itself, but rounding and the step: a value on the edge between two steps may fall on either side.</summary>
[FrozenModel("activations")]
[Input(3, 12, 12, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("hidden", From = Image, Channels = 20, Kernel = 3, Pad = 1)]
[Probe("hidden")]
[Activate("relu6", From = "hidden", Activation = Activation.Relu6)]
[Probe("relu6")]
[Activate("sigmoid", From = "hidden", Activation = Activation.Sigmoid)]
[Probe("sigmoid")]
[Activate("silu", From = "hidden", Activation = Activation.Silu)]
[Probe("silu")]
[Activate("hard_sigmoid", From = "hidden", Activation = Activation.HardSigmoid)]
[Probe("hard_sigmoid")]
[Activate("hard_swish", From = "hidden", Activation = Activation.HardSwish)]
[Probe("hard_swish")]
[Activate("gelu", From = "hidden", Activation = Activation.Gelu)]
[Probe("gelu")]
[Activate("softplus", From = "hidden", Activation = Activation.Softplus)]
[Probe("softplus")]
[Activate("leaky_relu", From = "hidden", Activation = Activation.LeakyRelu, Alpha = 0.2f)]
[Probe("leaky_relu")]
[Activate("elu", From = "hidden", Activation = Activation.Elu, Alpha = 0.7f)]
[Probe("elu")]
[Activate("clip", From = "hidden", Activation = Activation.Clip, Alpha = -0.75f, Beta = 0.5f)]
[Probe("clip")]
[Activate("exp", From = "hidden", Activation = Activation.Exp)]
[Probe("exp")]
[Activate("erf", From = "hidden", Activation = Activation.Erf)]
[Probe("erf")]
[Activate("power", From = "sigmoid", Activation = Activation.Power, Alpha = -0.75f)]
[Probe("power")]
[Activate("log", From = "sigmoid", Activation = Activation.Log)]
[Probe("log")]
[Concat("concat", From =
    ["relu6", "sigmoid", "silu", "hard_sigmoid", "hard_swish", "gelu", "softplus", "leaky_relu", "elu", "clip", "exp", "erf", "power",
    "log"])]
[GlobalAveragePool("pool", From = "concat")]
[Dense("outputs", From = "pool", Outputs = 8)]
public sealed partial class Activations : FrozenModel;

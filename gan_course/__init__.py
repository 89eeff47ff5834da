__version__ = "0.1.0"

import warnings
warnings.filterwarnings("ignore", message=".*torch.jit.script.*", category=FutureWarning)  # timm's, at import: nothing that a user of the course could mend
del warnings

import './base.css';
import './parts.css';
import './section.css';
import './whoami.css';
import './scan.css';
import './spend.css';
import './picker.css';
import './status.css';
